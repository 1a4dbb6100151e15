import {
  AdminCreateUserCommand,
  AdminSetUserMFAPreferenceCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { createSrpSession, signSrpSession, wrapAuthChallenge, wrapInitiateAuth } from 'cognito-srp-helper';
import { decodeJwt } from 'jose';

import { Sandbox } from '../../sandbox.js';
import { flowsOf, PASSWORD, POOL_ID, type SrpChallenge, TOKENS } from './sdk.spec-helper.js';

const INCORRECT = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' };

describe('signing in by choice', () => {
  let sandbox: Sandbox;
  let flows: ReturnType<typeof flowsOf>;

  beforeAll(async () => {
    sandbox = await Sandbox.start({
      userPools: [
        {
          userPoolId: POOL_ID,
          clients: [{ name: 'web', clientId: 'web' }],
          firstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP'],
          mfa: { configuration: 'OPTIONAL', types: ['EMAIL_OTP'] },
          users: [
            { username: 'alice', password: PASSWORD, attributes: { email: 'alice@example.com' } },
            { username: 'bob', password: PASSWORD, attributes: { phone_number: '+12025550123' } },
            { username: 'careful', password: PASSWORD, attributes: { email: 'careful@example.com' } },
          ],
        },
      ],
    });
    flows = flowsOf(sandbox);
  });

  afterAll(async () => {
    flows.sdk.destroy();
    await sandbox.stop();
  });

  const begin = (USERNAME: string, more: Record<string, string> = {}) =>
    flows.initiate('USER_AUTH', { USERNAME, ...more });
  const choose = (USERNAME: string, session: string | undefined, ANSWER: string, more = {}) =>
    flows.respond('SELECT_CHALLENGE', session, { USERNAME, ANSWER, ...more });

  it('offers what the pool has and the user has the means for', async () => {
    await expect(begin('alice')).resolves.toMatchObject({
      ChallengeName: 'SELECT_CHALLENGE',
      ChallengeParameters: { USERNAME: 'alice' },
      AvailableChallenges: ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP'],
    });
    await expect(begin('bob')).resolves.toMatchObject({
      AvailableChallenges: ['PASSWORD', 'PASSWORD_SRP', 'SMS_OTP'],
    });
  });

  it('offers no code alone to who shows a second factor, or has a password to change', async () => {
    await flows.sdk.send(
      new AdminSetUserMFAPreferenceCommand({
        UserPoolId: POOL_ID,
        Username: 'careful',
        EmailMfaSettings: { Enabled: true },
      }),
    );
    const passwords = ['PASSWORD', 'PASSWORD_SRP'];
    await expect(begin('careful', { PREFERRED_CHALLENGE: 'EMAIL_OTP' })).resolves.toMatchObject({
      ChallengeName: 'SELECT_CHALLENGE',
      AvailableChallenges: passwords,
    });
    await flows.sdk.send(
      new AdminCreateUserCommand({
        UserPoolId: POOL_ID,
        Username: 'fresh',
        TemporaryPassword: 'Temporary-Horse-1',
        UserAttributes: [{ Name: 'email', Value: 'fresh@example.com' }],
      }),
    );
    const fresh = await begin('fresh', { PREFERRED_CHALLENGE: 'EMAIL_OTP' });
    expect(fresh.AvailableChallenges).toEqual(passwords);
    const forced = { name: 'InvalidParameterException' };
    await expect(choose('fresh', fresh.Session, 'EMAIL_OTP')).rejects.toMatchObject(forced);
  });

  it.each([
    ['alice', 'EMAIL_OTP', 'EMAIL', 'a***@e***'],
    ['bob', 'SMS_OTP', 'SMS', '+*******0123'],
  ] as const)('signs %s in with a code of %s alone', async (username, name, medium, destination) => {
    const challenge = await begin(username, { PREFERRED_CHALLENGE: name });
    expect(challenge).toMatchObject({
      ChallengeName: name,
      AvailableChallenges: [name],
      ChallengeParameters: {
        CODE_DELIVERY_DELIVERY_MEDIUM: medium,
        CODE_DELIVERY_DESTINATION: destination,
      },
    });
    const code = flows.lastCode(username);
    expect(code).toMatch(/^\d{8}$/);
    const answer = (given: string) =>
      flows.respond(name, challenge.Session, { USERNAME: username, [`${name}_CODE`]: given });
    await expect(answer('no code')).rejects.toMatchObject({ name: 'CodeMismatchException' });
    const { AuthenticationResult } = await answer(code);
    expect(decodeJwt(AuthenticationResult!.IdToken!)['cognito:username']).toBe(username);
    await expect(answer(code)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  it('takes the choice and the password at once, or one after the other', async () => {
    const first = await begin('alice');
    await expect(choose('alice', first.Session, 'PASSWORD', { PASSWORD })).resolves.toMatchObject(TOKENS);
    const second = await begin('alice');
    const asked = await choose('alice', second.Session, 'PASSWORD');
    expect(asked.ChallengeName).toBe('PASSWORD');
    await expect(
      flows.respond('PASSWORD', asked.Session, { USERNAME: 'alice', PASSWORD }),
    ).resolves.toMatchObject(TOKENS);
    await expect(begin('alice', { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD })).resolves.toMatchObject(
      TOKENS,
    );
  });

  it('refuses a wrong password, and a second guess with the same session', async () => {
    const { Session } = await begin('alice', { PREFERRED_CHALLENGE: 'PASSWORD' });
    const answer = (given: string) =>
      flows.respond('PASSWORD', Session, { USERNAME: 'alice', PASSWORD: given });
    await expect(answer('Wrong-Horse-1')).rejects.toMatchObject(INCORRECT);
    await expect(answer(PASSWORD)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  it('takes a proof of the password in place of it', async () => {
    const session = createSrpSession('alice', PASSWORD, POOL_ID, false);
    const { AuthParameters } = wrapInitiateAuth(session, {
      ClientId: 'web',
      AuthFlow: 'USER_AUTH',
      AuthParameters: { USERNAME: 'alice', PREFERRED_CHALLENGE: 'PASSWORD_SRP' },
    });
    const challenge = await flows.initiate('USER_AUTH', AuthParameters);
    expect(challenge).toMatchObject({ ChallengeName: 'PASSWORD_VERIFIER', Session: expect.any(String) });
    const { ChallengeResponses } = wrapAuthChallenge(signSrpSession(session, challenge as SrpChallenge), {
      ClientId: 'web',
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeResponses: { USERNAME: 'alice' },
    });
    await expect(
      flows.respond('PASSWORD_VERIFIER', challenge.Session, ChallengeResponses as Record<string, string>),
    ).resolves.toMatchObject(TOKENS);
  });

  it('asks for the public value where a proof was chosen without it', async () => {
    const { Session } = await begin('alice');
    const asked = await choose('alice', Session, 'PASSWORD_SRP');
    expect(asked.ChallengeName).toBe('PASSWORD_SRP');
    const session = createSrpSession('alice', PASSWORD, POOL_ID, false);
    await expect(
      flows.respond('PASSWORD_SRP', asked.Session, { USERNAME: 'alice', SRP_A: session.largeA }),
    ).resolves.toMatchObject({ ChallengeName: 'PASSWORD_VERIFIER' });
  });

  it('answers about somebody who does not exist as about anybody', async () => {
    const nobody = await begin('nobody@example.com', { PREFERRED_CHALLENGE: 'EMAIL_OTP' });
    const alice = await begin('alice', { PREFERRED_CHALLENGE: 'EMAIL_OTP' });
    expect(Object.keys(nobody).sort()).toEqual(Object.keys(alice).sort());
    expect(Object.keys(nobody.ChallengeParameters!)).toEqual(Object.keys(alice.ChallengeParameters!));
    expect(nobody.ChallengeParameters).toMatchObject({ CODE_DELIVERY_DESTINATION: 'n***@e***' });
    expect(sandbox.messages(POOL_ID, 'nobody@example.com')).toEqual([]);
    await expect(
      flows.respond('EMAIL_OTP', nobody.Session, {
        USERNAME: 'nobody@example.com',
        EMAIL_OTP_CODE: '12345678',
      }),
    ).rejects.toMatchObject({ name: 'CodeMismatchException' });
    await expect(begin('nobody', { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD })).rejects.toMatchObject(
      INCORRECT,
    );
  });

  it('offers no passkey, and refuses a challenge that there is not', async () => {
    await expect(begin('alice', { PREFERRED_CHALLENGE: 'WEB_AUTHN' })).resolves.toMatchObject({
      ChallengeName: 'SELECT_CHALLENGE',
    });
    await expect(begin('alice', { PREFERRED_CHALLENGE: 'MAGIC' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });
});
