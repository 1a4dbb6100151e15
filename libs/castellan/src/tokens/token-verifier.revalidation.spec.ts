import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  accessClaims,
  CLIENT_ID,
  idClaims,
  LoopbackServer,
  machineClaims,
  makeKey,
  NOW,
  POOL_ID,
  printedErrorOf,
  refusal,
  signToken,
} from './token-fixtures.spec-helper.js';
import { TokenVerifier } from './token-verifier.js';
import type { UserPoolOptions } from './user-pool.js';

const key = makeKey('key-1');
const SCOPE = 'aws.cognito.signin.user.admin';
const token = signToken(key, accessClaims({ scope: SCOPE }));

const answer =
  (status: number, body: unknown): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
const accepted = answer(200, { Username: 'alice', UserAttributes: [] });

describe('TokenVerifier.revalidate', () => {
  const cognito = new LoopbackServer(accepted);
  let now: number;

  beforeAll(() => cognito.start());
  afterAll(() => cognito.stop());
  beforeEach(() => {
    now = NOW * 1_000;
    cognito.requests = 0;
    cognito.handler = accepted;
  });

  function verifier(pool: Partial<UserPoolOptions> = {}): TokenVerifier {
    return new TokenVerifier({
      userPools: [
        {
          userPoolId: POOL_ID,
          clientIds: [CLIENT_ID],
          tokenUse: null,
          jwks: { keys: [key.jwk] },
          endpoint: cognito.origin,
          ...pool,
        },
      ],
      clock: () => now,
    });
  }

  it.each([[5], ['5'], [null], [{ maxAge: 5 }], [{ maxAgeSeconds: '5' }]])(
    'refuses %j as its options',
    async (options) => {
      expect(await refusal(verifier().revalidate(token, options as never))).toBe('configuration_invalid');
      expect(cognito.requests).toBe(0);
    },
  );

  it('asks Cognito in its own protocol', async () => {
    let seen: Record<string, unknown> = {};
    cognito.handler = (request: IncomingMessage, response: ServerResponse) => {
      void text(request).then((body) => {
        const { method, url, headers } = request;
        const { 'content-type': type, 'x-amz-target': target, authorization } = headers;
        seen = { method, url, type, target, authorization, body: JSON.parse(body) as unknown };
        accepted(request, response);
      });
    };
    const principal = await verifier().revalidate(token);
    expect(principal).toMatchObject({ kind: 'user', username: 'alice' });
    expect(seen).toEqual({
      method: 'POST',
      url: '/',
      type: 'application/x-amz-json-1.1',
      target: 'AWSCognitoIdentityProviderService.GetUser',
      authorization: undefined,
      body: { AccessToken: token },
    });
  });

  it("asks at the address of the pool's Region", async () => {
    let address: unknown;
    const asked = new TokenVerifier({
      userPools: [
        { userPoolId: POOL_ID, clientIds: [CLIENT_ID], tokenUse: 'access', jwks: { keys: [key.jwk] } },
      ],
      clock: () => now,
      fetch: (input, init) => {
        address = input;
        return fetch(cognito.origin, init);
      },
    });
    await asked.revalidate(token);
    expect(address).toBe('https://cognito-idp.eu-west-1.amazonaws.com');
  });

  it('asks once in ten seconds, and as often as told', async () => {
    const asked = verifier();
    await Promise.all(Array.from({ length: 50 }, () => asked.revalidate(token)));
    expect(cognito.requests).toBe(1);
    await asked.revalidate(token, { maxAgeSeconds: 0 });
    expect(cognito.requests).toBe(2);
    now += 10_000;
    await asked.revalidate(token);
    expect(cognito.requests).toBe(3);
  });

  it.each([
    'NotAuthorizedException',
    'com.amazonaws.cognito.identity.idp.model#NotAuthorizedException',
    'UserNotFoundException',
    'UserNotConfirmedException',
    'PasswordResetRequiredException',
  ])('refuses the token after %s, and does not ask again at once', async (__type) => {
    cognito.handler = answer(400, { __type, message: 'Access Token has been revoked' });
    const asked = verifier();
    expect(await refusal(asked.revalidate(token))).toBe('token_revoked');
    expect(await refusal(asked.revalidate(token))).toBe('token_revoked');
    expect(cognito.requests).toBe(1);
  });

  it.each<[string, RequestListener]>([
    ['throttles', answer(400, { __type: 'TooManyRequestsException' })],
    ['fails', answer(500, { __type: 'InternalErrorException' })],
    ['is a proxy that says no', answer(403, '<html></html>')],
    ['is a proxy that says yes', answer(200, '<html></html>')],
    ['answers about nobody', answer(200, {})],
    ['answers about somebody else', answer(200, { Username: 'bob' })],
    ['answers with a status that does not fit', answer(500, { __type: 'NotAuthorizedException' })],
    ['answers without an end', answer(200, { Username: 'alice', filler: 'x'.repeat(70_000) })],
    ['redirects', (_request, response) => response.writeHead(307, { location: '/elsewhere' }).end()],
    ['hangs up', (request) => request.socket.destroy()],
  ])('answers 503 when Cognito %s, and asks again the next time', async (_what, handler) => {
    cognito.handler = handler;
    const asked = verifier();
    expect(await refusal(asked.revalidate(token))).toBe('revalidation_unavailable');
    cognito.handler = accepted;
    await asked.revalidate(token);
  });

  it('gives up on a Cognito that does not answer', async () => {
    cognito.handler = () => undefined;
    expect(await refusal(verifier().revalidate(token))).toBe('revalidation_unavailable');
  });

  it('asks about no token that it would not accept itself', async () => {
    const expired = signToken(key, accessClaims({ scope: SCOPE, iat: NOW - 7_200, exp: NOW - 3_600 }));
    expect(await refusal(verifier().revalidate(expired))).toBe('token_expired');
    const revoking = verifier();
    const { issuer, sub } = await revoking.revalidate(token);
    await revoking.revocations.revokeUser({ issuer, sub });
    cognito.requests = 0;
    expect(await refusal(revoking.revalidate(token))).toBe('token_revoked');
    expect(cognito.requests).toBe(0);
  });

  it.each([
    ['an ID token', idClaims(), 'token_use_not_allowed'],
    ['a token without the scope', accessClaims(), 'insufficient_scope'],
    ['the token of a program', machineClaims({ scope: SCOPE }), 'access_denied'],
  ])('refuses %s without asking', async (_what, claims, code) => {
    expect(await refusal(verifier().revalidate(signToken(key, claims)))).toBe(code);
    expect(cognito.requests).toBe(0);
  });

  it('refuses a token that is revoked here while Cognito is asked', async () => {
    const asked = verifier();
    cognito.handler = (request, response) => {
      const { sub, iss } = accessClaims() as { sub: string; iss: string };
      void asked.revocations.revokeUser({ issuer: iss, sub }).then(() => accepted(request, response));
    };
    expect(await refusal(asked.revalidate(token))).toBe('token_revoked');
  });

  it('refuses a token that expires while Cognito is asked', async () => {
    cognito.handler = (request, response) => {
      now += 3_600_000;
      accepted(request, response);
    };
    expect(await refusal(verifier().revalidate(token))).toBe('token_expired');
  });

  it('needs an endpoint where the issuer is not of Cognito', async () => {
    const issuer = 'https://emulator.example/pool';
    const emulator = new TokenVerifier({
      userPools: [
        {
          userPoolId: POOL_ID,
          issuer,
          clientIds: [CLIENT_ID],
          tokenUse: 'access',
          jwks: { keys: [key.jwk] },
        },
      ],
      clock: () => now,
    });
    const ofEmulator = signToken(key, accessClaims({ scope: SCOPE, iss: issuer }));
    expect(await refusal(emulator.revalidate(ofEmulator))).toBe('configuration_invalid');
  });

  it.each([-1, 301, 1.5, '10'])('refuses an age of %s', async (maxAgeSeconds) => {
    const revalidation = { maxAgeSeconds: maxAgeSeconds as number };
    expect(await refusal(verifier().revalidate(token, revalidation))).toBe('configuration_invalid');
  });

  it('shows no token in what it throws', async () => {
    cognito.handler = (request) => request.socket.destroy();
    const printed = await printedErrorOf(() => verifier().revalidate(token));
    expect(token.split('.').filter((part) => printed.includes(part))).toEqual([]);
  });
});
