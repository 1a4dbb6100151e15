import {
  createAuthChallenge,
  defineAuthChallenge,
  type NextChallenge,
  verifyAuthChallengeResponse,
} from './custom-challenges.js';
import { eventOf, keptFailures, responseOf } from './events.spec-helper.js';

const RIGHT = { challengeName: 'CUSTOM_CHALLENGE', challengeResult: true };
const WRONG = { ...RIGHT, challengeResult: false };

describe('defineAuthChallenge(...)', () => {
  const define = (next: unknown, session: readonly (typeof RIGHT)[], userNotFound = false) => {
    const { failures, options } = keptFailures();
    const event = eventOf('DefineAuthChallenge_Authentication', {
      userAttributes: {},
      session,
      userNotFound,
    });
    const answer = responseOf(defineAuthChallenge(() => next as NextChallenge, options)(event));
    return { answer, failures };
  };

  it('issues tokens after the last challenge was answered right', async () => {
    expect(await define('issueTokens', [WRONG, RIGHT]).answer).toEqual({
      issueTokens: true,
      failAuthentication: false,
    });
  });

  it.each([
    ['no challenge', []],
    ['a wrong answer', [RIGHT, WRONG]],
  ])('refuses to issue tokens after %s', async (_what, session) => {
    const { answer, failures } = define('issueTokens', session);
    await expect(answer).rejects.toThrow('an internal error');
    expect(String(failures[0]?.error)).toMatch(/was not answered right/);
  });

  it('never issues tokens to nobody', async () => {
    expect(await define('issueTokens', [RIGHT], true).answer).toEqual({
      issueTokens: false,
      failAuthentication: true,
    });
  });

  it('asks a challenge, or fails', async () => {
    expect(await define({ challengeName: 'CUSTOM_CHALLENGE' }, []).answer).toEqual({
      challengeName: 'CUSTOM_CHALLENGE',
      issueTokens: false,
      failAuthentication: false,
    });
    expect(await define('failAuthentication', []).answer).toEqual({
      issueTokens: false,
      failAuthentication: true,
    });
  });

  it.each([undefined, null, {}, { challengeName: '' }, true, 'tokens'])(
    'fails for the answer %j',
    async (next) => {
      await expect(define(next, [RIGHT]).answer).rejects.toThrow('an internal error');
    },
  );
});

describe('createAuthChallenge(...)', () => {
  const create = (answer: unknown) => {
    const event = eventOf('CreateAuthChallenge_Authentication', {
      userAttributes: {},
      session: [],
      challengeName: 'CUSTOM_CHALLENGE',
    });
    return responseOf(createAuthChallenge(() => answer as never, keptFailures().options)(event));
  };

  it('keeps the right answer apart from what the client is told', async () => {
    expect(await create({ privateChallengeParameters: { code: '1' }, challengeMetadata: 'code' })).toEqual({
      publicChallengeParameters: {},
      privateChallengeParameters: { code: '1' },
      challengeMetadata: 'code',
    });
  });

  it.each([
    undefined,
    {},
    { publicChallengeParameters: { code: '1' } },
    { privateChallengeParameters: { code: 1 } },
  ])('fails for the answer %j', async (answer) => {
    await expect(create(answer)).rejects.toThrow('an internal error');
  });
});

describe('verifyAuthChallengeResponse(...)', () => {
  const verify = (answer: unknown, userNotFound = false) => {
    const event = eventOf('VerifyAuthChallengeResponse_Authentication', {
      userAttributes: {},
      privateChallengeParameters: {},
      challengeAnswer: 'x',
      userNotFound,
    });
    return responseOf(verifyAuthChallengeResponse(() => answer as boolean, keptFailures().options)(event));
  };

  it('takes true for right, and false for wrong', async () => {
    expect(await verify(true)).toEqual({ answerCorrect: true });
    expect(await verify(false)).toEqual({ answerCorrect: false });
  });

  it('takes nothing for right from nobody', async () => {
    expect(await verify(true, true)).toEqual({ answerCorrect: false });
  });

  it.each([undefined, 1, 'true', {}])('fails for the answer %j', async (answer) => {
    await expect(verify(answer)).rejects.toThrow('an internal error');
  });
});
