import { createSrpSession, signSrpSession, wrapAuthChallenge, wrapInitiateAuth } from 'cognito-srp-helper';
import { AdminDeleteUserCommand, AdminCreateUserCommand } from '@aws-sdk/client-cognito-identity-provider';

import { decodeJwt } from 'jose';

import { Sandbox } from '../../sandbox.js';
import { flowsOf, PASSWORD, POOL_ID, type SrpChallenge, TOKENS } from './sdk.spec-helper.js';
import { webPageSignIn } from './web-page-client.spec-helper.js';

const INCORRECT = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' };

describe('signing in by SRP', () => {
  let sandbox: Sandbox;
  let flows: ReturnType<typeof flowsOf>;

  beforeAll(async () => {
    sandbox = await Sandbox.start({
      userPools: [
        {
          userPoolId: POOL_ID,
          clients: [
            { name: 'web', clientId: 'web' },
            { name: 'legacy', clientId: 'legacy', preventUserExistenceErrors: 'LEGACY' },
          ],
          users: [
            { username: 'alice', password: PASSWORD },
            { username: 'bob', password: 'Pässwörd 9 ✓' },
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

  /** With cognito-srp-helper as the client's half. */
  const begin = async (username: string, password = PASSWORD, clientId = 'web') => {
    const session = createSrpSession(username, password, POOL_ID, false);
    const request = wrapInitiateAuth(session, {
      ClientId: clientId,
      AuthFlow: 'USER_SRP_AUTH',
      AuthParameters: { CHALLENGE_NAME: 'SRP_A', USERNAME: username },
    });
    const challenge = await flows.initiate('USER_SRP_AUTH', request.AuthParameters, { ClientId: clientId });
    return { challenge, signed: signSrpSession(session, challenge as SrpChallenge) };
  };
  const prove = async (username: string, password = PASSWORD) => {
    const { signed } = await begin(username, password);
    const answer = wrapAuthChallenge(signed, {
      ClientId: 'web',
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeResponses: { USERNAME: username },
    });
    return flows.respond('PASSWORD_VERIFIER', undefined, answer.ChallengeResponses);
  };

  const signInLikeAPage = (username: string, password: string, newPassword?: string) =>
    webPageSignIn(sandbox.url, { username, password, newPassword });

  it('takes the proof that cognito-srp-helper makes of a right password', async () => {
    await expect(prove('alice')).resolves.toMatchObject(TOKENS);
    await expect(prove('bob', 'Pässwörd 9 ✓')).resolves.toMatchObject(TOKENS);
  });

  it('takes the proof that amazon-cognito-identity-js makes of a right password', async () => {
    const idToken = await signInLikeAPage('alice', PASSWORD);
    expect(decodeJwt(idToken)['cognito:username']).toBe('alice');
  });

  it('refuses both when the password is wrong', async () => {
    await expect(prove('alice', 'Wrong-Horse-1')).rejects.toMatchObject(INCORRECT);
    await expect(signInLikeAPage('alice', 'Wrong-Horse-1')).rejects.toMatchObject(INCORRECT);
  });

  it('leads from a temporary password to a new one', async () => {
    await flows.sdk.send(
      new AdminCreateUserCommand({
        UserPoolId: POOL_ID,
        Username: 'carol',
        TemporaryPassword: 'Temporary-Horse-1',
      }),
    );
    await signInLikeAPage('carol', 'Temporary-Horse-1', 'Chosen-Horse-2');
    await expect(prove('carol', 'Chosen-Horse-2')).resolves.toMatchObject(TOKENS);
    await flows.setPassword('carol', 'Third-Horse-3', true);
    await expect(prove('carol', 'Chosen-Horse-2')).rejects.toMatchObject(INCORRECT);
    await expect(prove('carol', 'Third-Horse-3')).resolves.toMatchObject(TOKENS);
  });

  it('gives as much of a challenge for somebody who does not exist, the same each time', async () => {
    const [first, second] = [await begin('nobody'), await begin('nobody')].map(
      ({ challenge }) => challenge.ChallengeParameters!,
    );
    const real = (await begin('alice')).challenge.ChallengeParameters!;
    expect(Object.keys(first!).sort()).toEqual(Object.keys(real).sort());
    expect(first!.SALT).toBe(second!.SALT);
    expect(first!.SRP_B).not.toBe(second!.SRP_B);
    expect(Math.abs(first!.SALT!.length - real.SALT!.length)).toBeLessThanOrEqual(2);
    expect(Math.abs(first!.SRP_B!.length - real.SRP_B!.length)).toBeLessThanOrEqual(4);
    await expect(prove('nobody')).rejects.toMatchObject(INCORRECT);
    await expect(begin('nobody', PASSWORD, 'legacy')).rejects.toMatchObject({
      name: 'UserNotFoundException',
    });
  });

  it('takes a proof once, and no other user or client with it', async () => {
    const { signed } = await begin('alice');
    const { ChallengeResponses } = wrapAuthChallenge(signed, {
      ClientId: 'web',
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeResponses: { USERNAME: 'alice' },
    });
    const answer = ChallengeResponses as Record<string, string>;
    const invalid = { name: 'NotAuthorizedException', message: 'Invalid session for the user.' };
    await expect(
      flows.respond('PASSWORD_VERIFIER', undefined, answer, { ClientId: 'legacy' }),
    ).rejects.toMatchObject(invalid);
    await expect(
      flows.respond('PASSWORD_VERIFIER', undefined, { ...answer, USERNAME: 'bob' }),
    ).rejects.toMatchObject(invalid);
    await expect(
      flows.respond('PASSWORD_VERIFIER', 'another-session-than-the-block', answer),
    ).rejects.toMatchObject(invalid);
    await expect(flows.respond('PASSWORD_VERIFIER', undefined, answer)).resolves.toMatchObject(TOKENS);
    await expect(flows.respond('PASSWORD_VERIFIER', undefined, answer)).rejects.toMatchObject({
      message: 'Invalid session for the user, session can only be used once.',
    });
  });

  it.each(['0', 'not hexadecimal', ''])('refuses %j as the public value of a client', async (SRP_A) => {
    await expect(flows.initiate('USER_SRP_AUTH', { USERNAME: 'alice', SRP_A })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it('refuses a multiple of the prime as the public value, by which any password would be right', async () => {
    const { N } = await import('../srp/srp-group.js');
    for (const factor of [1n, 2n]) {
      await expect(
        flows.initiate('USER_SRP_AUTH', { USERNAME: 'alice', SRP_A: (N * factor).toString(16) }),
      ).rejects.toMatchObject({ name: 'InvalidParameterException', message: 'Invalid SRP_A.' });
    }
  });

  it('refuses the proof of a user who was deleted meanwhile', async () => {
    await flows.sdk.send(
      new AdminCreateUserCommand({ UserPoolId: POOL_ID, Username: 'dave', TemporaryPassword: PASSWORD }),
    );
    await flows.setPassword('dave', PASSWORD, true);
    const { signed } = await begin('dave');
    await flows.sdk.send(new AdminDeleteUserCommand({ UserPoolId: POOL_ID, Username: 'dave' }));
    const { ChallengeResponses } = wrapAuthChallenge(signed, {
      ClientId: 'web',
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeResponses: { USERNAME: 'dave' },
    });
    await expect(
      flows.respond('PASSWORD_VERIFIER', undefined, ChallengeResponses as Record<string, string>),
    ).rejects.toMatchObject(INCORRECT);
  });
});
