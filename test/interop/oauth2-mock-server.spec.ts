import { TokenVerifier } from 'castellan/core';
import { MockServerProcess } from './mock-server-process.js';

const USER_POOL = 'eu-west-1_AbCdEf123';

/** A server of another kind, whose tokens are real and are Cognito's only as far as a test makes them so. */
describe('a token of oauth2-mock-server', () => {
  let server: MockServerProcess;
  let verifier: TokenVerifier;

  beforeAll(async () => {
    server = await MockServerProcess.start();
    const { issuer } = server;
    const jwks = (await (await fetch(`${issuer}/jwks`)).json()) as { keys: { kty: string }[] };
    verifier = new TokenVerifier({
      userPools: [
        {
          userPoolId: USER_POOL,
          issuer,
          clientIds: ['web'],
          tokenUse: 'access',
          jwks: { keys: jwks.keys.filter(({ kty }) => kty === 'RSA') },
        },
      ],
    });
  });
  afterAll(() => server.stop());

  const cognitos = { sub: 'a1b2', client_id: 'web', token_use: 'access', username: 'alice', scope: 'openid' };

  it('passes with the claims of Cognito', async () => {
    const token = await server.token({ claims: cognitos, kty: 'RSA' });
    await expect(verifier.verify(token)).resolves.toMatchObject({
      username: 'alice',
      scopes: ['openid'],
      issuer: server.issuer,
    });
  });

  it.each([
    ['as it is', {}, 'token_use_not_allowed'],
    ['for another client', { ...cognitos, client_id: 'other' }, 'token_client_not_allowed'],
    ['for another use', { ...cognitos, token_use: 'id', aud: 'web' }, 'token_use_not_allowed'],
    ['of another issuer', { ...cognitos, iss: 'http://127.0.0.1:1' }, 'token_issuer_not_allowed'],
    ['that has expired', { ...cognitos, exp: 1 }, 'token_expired'],
    ['of nobody', { ...cognitos, sub: '' }, 'token_claims_invalid'],
  ])('fails %s', async (_how, claims, code) => {
    const token = await server.token({ claims, kty: 'RSA' });
    await expect(verifier.verify(token)).rejects.toMatchObject({ code });
  });

  it('fails when it is signed by another algorithm', async () => {
    const token = await server.token({ claims: cognitos, kty: 'EC' });
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'token_algorithm_not_allowed' });
  });
});
