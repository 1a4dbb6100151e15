import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { TokenVerifier, type UserPoolOptions } from 'castellan/core';

const CLIENT_ID = 'web';

/** Another implementation of tokens: what it signs passes where it says what Cognito's tokens say, and fails else. */
describe('tokens of oauth2-mock-server', () => {
  let server: ChildProcess;
  let verifier: TokenVerifier;

  beforeAll(async () => {
    server = fork(path.join(__dirname, 'mock-server.mjs'), { execArgv: [] });
    const [{ issuer, jwks }] = (await once(server, 'message')) as [Pick<UserPoolOptions, 'issuer' | 'jwks'>];
    verifier = new TokenVerifier({
      userPools: [
        {
          userPoolId: 'eu-west-1_MockServr',
          clientIds: [CLIENT_ID],
          tokenUse: 'access',
          ...(issuer !== undefined && { issuer }),
          ...(jwks !== undefined && { jwks }),
        },
      ],
    });
  });
  afterAll(() => {
    server.kill();
  });

  /** A token with the claims of an access token of Cognito, and changes of it; `null` takes a claim away. */
  async function token(change: Record<string, unknown> = {}, isForged = false): Promise<string> {
    const claims = {
      sub: 'ada',
      username: 'ada',
      client_id: CLIENT_ID,
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      auth_time: Math.floor(Date.now() / 1_000),
      ...change,
    };
    const answer = once(server, 'message');
    server.send({ claims, isForged });
    return ((await answer) as [{ token: string }])[0].token;
  }

  it('pass with the claims of Cognito', async () => {
    expect(await verifier.verify(await token())).toMatchObject({ kind: 'user', username: 'ada' });
  });

  it.each([
    { token_use: null },
    { token_use: 'id' },
    { client_id: 'other' },
    { client_id: null, aud: CLIENT_ID },
    { iss: 'http://127.0.0.1:1' },
    { exp: Math.floor(Date.now() / 1_000) - 3_600 },
    { sub: null },
  ])('fail with %j', async (change) => {
    await expect(verifier.verify(await token(change))).rejects.toMatchObject({ httpStatus: 401 });
  });

  it('fail when they are signed with a key that is not in the set', async () => {
    await expect(verifier.verify(await token({}, true))).rejects.toMatchObject({ httpStatus: 401 });
  });
});
