import type {
  CreateAuthChallengeTriggerEvent,
  DefineAuthChallengeTriggerEvent,
  PreSignUpTriggerEvent,
  VerifyAuthChallengeResponseTriggerEvent,
} from 'aws-lambda';
import { TriggerRefusedError, type UserPoolService } from 'castellan/user-pool';
import { nobody, PASSWORD, Pool } from './pool.js';
import { challengeOf, tokensOf } from './sign-in-results.js';

describe("the pool's own triggers", () => {
  let pool: Pool;
  let users: UserPoolService;
  let metadata: unknown;

  beforeAll(async () => {
    pool = await Pool.create({
      users: [{ username: 'ada', password: PASSWORD }],
      triggers: {
        preSignUp: (event: PreSignUpTriggerEvent) => {
          metadata = event.request.clientMetadata;
          if (event.request.validationData?.invitation !== 'golden')
            return Promise.reject(new Error('Only with an invitation.'));
          return Promise.resolve(event);
        },
        defineAuthChallenge: (event: DefineAuthChallengeTriggerEvent) => {
          const last = event.request.session.at(-1);
          const passed = last?.challengeResult === true;
          event.response = {
            issueTokens: passed,
            failAuthentication: last !== undefined && !passed,
            challengeName: 'CUSTOM_CHALLENGE',
          };
          return Promise.resolve(event);
        },
        createAuthChallenge: (event: CreateAuthChallengeTriggerEvent) => {
          event.response = {
            publicChallengeParameters: { question: 'Six times nine?' },
            privateChallengeParameters: { answer: '42' },
            challengeMetadata: 'ULTIMATE',
          };
          return Promise.resolve(event);
        },
        verifyAuthChallengeResponse: (event: VerifyAuthChallengeResponseTriggerEvent) => {
          event.response.answerCorrect =
            event.request.challengeAnswer === event.request.privateChallengeParameters.answer;
          return Promise.resolve(event);
        },
      },
    });
    users = pool.service();
  });
  afterAll(() => pool.stop());

  it('ask what they want, and let in whoever knows it', async () => {
    const { username, session, parameters } = challengeOf(
      await users.signIn({ flow: 'custom', username: 'ada' }),
      'CUSTOM_CHALLENGE',
    );
    expect(parameters).toMatchObject({ question: 'Six times nine?' });
    tokensOf(await users.answerChallenge({ name: 'CUSTOM_CHALLENGE', username, session, answer: '42' }));
  });

  it('keep out whoever does not know it, and whoever does not exist, in the same way', async () => {
    const refusalOf = async (name: string): Promise<unknown> => {
      try {
        const { username, session } = challengeOf(
          await users.signIn({ flow: 'custom', username: name }),
          'CUSTOM_CHALLENGE',
        );
        return await users.answerChallenge({ name: 'CUSTOM_CHALLENGE', username, session, answer: '54' });
      } catch (error) {
        return (error as { code?: string }).code;
      }
    };
    expect(await refusalOf('ada')).toBe('wrong_credentials');
    expect(await refusalOf(nobody())).toBe('wrong_credentials');
  });

  it('say no to a sign-up in their own words, and get what is meant for them', async () => {
    const request = { username: 'bea', password: PASSWORD, metadata: { from: 'the test' } };
    const refused: unknown = await users.signUp(request).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(TriggerRefusedError);
    expect(refused).toMatchObject({
      code: 'trigger_refused',
      httpStatus: 403,
      trigger: 'PreSignUp',
      userMessage: 'Only with an invitation.',
    });
    await users.signUp({ ...request, validationData: { invitation: 'golden' } });
    expect(metadata).toEqual({ from: 'the test' });
  });
});
