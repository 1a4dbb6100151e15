import { createSrpSession, signSrpSession, wrapAuthChallenge, wrapInitiateAuth } from 'cognito-srp-helper';

import { Sandbox } from '../../sandbox.js';
import { flowsOf, PASSWORD, POOL_ID, type SrpChallenge, TOKENS } from './sdk.spec-helper.js';

const INCORRECT = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' };

interface TriggerEvent {
  readonly userName: string;
  readonly request: {
    readonly session: readonly { readonly challengeName: string; readonly challengeResult: boolean }[];
    readonly privateChallengeParameters?: Readonly<Record<string, string>>;
    readonly challengeAnswer?: string;
    readonly clientMetadata?: Readonly<Record<string, string>>;
    readonly userNotFound?: boolean;
  };
  response: Record<string, unknown>;
}

const next = (challengeName: string) => ({ challengeName, issueTokens: false, failAuthentication: false });

/** A riddle, of which two answers may be wrong; before it the password, where the application begins so. */
function define(event: TriggerEvent): TriggerEvent {
  const { session } = event.request;
  const last = session.at(-1);
  if (event.userName === 'carol' && last === undefined) {
    event.response = next('EMAIL_OTP');
    return event;
  }
  if (event.userName === 'dave') {
    event.response = next('PASSWORD_VERIFIER');
    return event;
  }
  if (last?.challengeName === 'SRP_A') event.response = next('PASSWORD_VERIFIER');
  else if (last?.challengeName === 'CUSTOM_CHALLENGE' && last.challengeResult) {
    event.response = { issueTokens: true, failAuthentication: false };
  } else if (session.filter(({ challengeResult }) => !challengeResult).length >= 2) {
    event.response = { issueTokens: false, failAuthentication: true };
  } else event.response = next('CUSTOM_CHALLENGE');
  return event;
}

describe('signing in by triggers', () => {
  let sandbox: Sandbox;
  let flows: ReturnType<typeof flowsOf>;
  const seen: TriggerEvent[] = [];

  beforeAll(async () => {
    sandbox = await Sandbox.start({
      userPools: [
        {
          userPoolId: POOL_ID,
          clients: [{ name: 'web', clientId: 'web' }],
          users: ['alice', 'carol', 'dave'].map((username) => ({
            username,
            password: PASSWORD,
            attributes: { email: `${username}@example.com` },
          })),
          triggers: {
            defineAuthChallenge: (event: unknown) => Promise.resolve(define(event as TriggerEvent)),
            createAuthChallenge: (event: unknown) => {
              const trigger = event as TriggerEvent;
              trigger.response = {
                publicChallengeParameters: { riddle: 'What walks on four legs?' },
                privateChallengeParameters: { answer: 'man' },
                challengeMetadata: 'RIDDLE',
              };
              return Promise.resolve(trigger);
            },
            verifyAuthChallengeResponse: (event: unknown) => {
              const trigger = event as TriggerEvent;
              seen.push(trigger);
              const { challengeAnswer, privateChallengeParameters } = trigger.request;
              trigger.response = { answerCorrect: challengeAnswer === privateChallengeParameters?.answer };
              return Promise.resolve(trigger);
            },
          },
        },
      ],
    });
    flows = flowsOf(sandbox);
  });

  afterAll(async () => {
    flows.sdk.destroy();
    await sandbox.stop();
  });

  const begin = (USERNAME: string) => flows.initiate('CUSTOM_AUTH', { USERNAME });
  const answer = (USERNAME: string, session: string | undefined, ANSWER: string, more = {}) =>
    flows.respond('CUSTOM_CHALLENGE', session, { USERNAME, ANSWER }, more);

  it('asks what they ask, and never shows what only they may know', async () => {
    const challenge = await begin('alice');
    expect(challenge).toMatchObject({
      ChallengeName: 'CUSTOM_CHALLENGE',
      ChallengeParameters: { USERNAME: 'alice', riddle: 'What walks on four legs?' },
    });
    expect(JSON.stringify(challenge)).not.toContain('"man"');
    const more = { ClientMetadata: { from: 'the test' } };
    await expect(answer('alice', challenge.Session, 'man', more)).resolves.toMatchObject(TOKENS);
    expect(seen.at(-1)).toMatchObject({
      userName: 'alice',
      request: { challengeAnswer: 'man', clientMetadata: { from: 'the test' } },
    });
  });

  it('asks again after a wrong answer, with another session, until they have enough', async () => {
    const first = await begin('alice');
    const second = await answer('alice', first.Session, 'a table');
    expect(second.ChallengeName).toBe('CUSTOM_CHALLENGE');
    expect(second.Session).not.toBe(first.Session);
    await expect(answer('alice', first.Session, 'man')).rejects.toMatchObject({
      message: 'Invalid session for the user, session can only be used once.',
    });
    await expect(answer('alice', second.Session, 'a chair')).rejects.toMatchObject(INCORRECT);
  });

  it('goes on after the password, where the application begins with it', async () => {
    const run = async (password: string) => {
      const session = createSrpSession('alice', password, POOL_ID, false);
      const { AuthParameters } = wrapInitiateAuth(session, {
        ClientId: 'web',
        AuthFlow: 'CUSTOM_AUTH',
        AuthParameters: { USERNAME: 'alice', CHALLENGE_NAME: 'SRP_A' },
      });
      const challenge = await flows.initiate('CUSTOM_AUTH', AuthParameters);
      expect(challenge.ChallengeName).toBe('PASSWORD_VERIFIER');
      const { ChallengeResponses } = wrapAuthChallenge(signSrpSession(session, challenge as SrpChallenge), {
        ClientId: 'web',
        ChallengeName: 'PASSWORD_VERIFIER',
        ChallengeResponses: { USERNAME: 'alice' },
      });
      return flows.respond('PASSWORD_VERIFIER', challenge.Session, ChallengeResponses);
    };
    const riddle = await run(PASSWORD);
    expect(riddle.ChallengeName).toBe('CUSTOM_CHALLENGE');
    await expect(answer('alice', riddle.Session, 'man')).resolves.toMatchObject(TOKENS);
    await expect(run('Wrong-Horse-1')).rejects.toMatchObject(INCORRECT);
  });

  it('gives nobody tokens who does not exist, whatever they say', async () => {
    const challenge = await begin('nobody');
    expect(challenge.ChallengeName).toBe('CUSTOM_CHALLENGE');
    await expect(answer('nobody', challenge.Session, 'man')).rejects.toMatchObject(INCORRECT);
    expect(seen.at(-1)?.request.userNotFound).toBe(true);
  });

  it('has codes among the questions, where they ask for one', async () => {
    const { ChallengeName, Session } = await begin('carol');
    expect(ChallengeName).toBe('EMAIL_OTP');
    const riddle = await flows.respond('EMAIL_OTP', Session, {
      USERNAME: 'carol',
      EMAIL_OTP_CODE: flows.lastCode('carol'),
    });
    expect(riddle.ChallengeName).toBe('CUSTOM_CHALLENGE');
    await expect(answer('carol', riddle.Session, 'man')).resolves.toMatchObject(TOKENS);
  });

  it('refuses a question that can not be asked', async () => {
    await expect(begin('dave')).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('needs an answer', async () => {
    const { Session } = await begin('alice');
    await expect(flows.respond('CUSTOM_CHALLENGE', Session, { USERNAME: 'alice' })).rejects.toMatchObject({
      message: 'Missing required parameter ANSWER',
    });
    await expect(answer('alice', Session, 'man')).resolves.toMatchObject(TOKENS);
  });
});
