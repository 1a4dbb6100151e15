import {
  accessClaims,
  CLIENT_ID,
  LoopbackServer,
  makeKey,
  NOW,
  POOL_ID,
  refusal,
  serveKeys,
  signToken,
} from './token-fixtures.spec-helper.js';
import { TokenVerifier } from './token-verifier.js';
import type { UserPoolOptions } from './user-pool.js';

const key = makeKey('k1');
const stranger = makeKey('k1');
const server = new LoopbackServer(serveKeys(key.jwk));
let now: number;

beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(() => {
  now = NOW * 1_000;
  server.requests = 0;
  server.handler = serveKeys(key.jwk);
});

describe('TokenVerifier with published keys', () => {
  const published = (): UserPoolOptions => ({
    name: 'customers',
    userPoolId: POOL_ID,
    clientIds: [CLIENT_ID],
    tokenUse: 'access',
    issuer: `${server.origin}/${POOL_ID}`,
  });
  const publishedToken = (overrides: Record<string, unknown> = {}, signer = key) =>
    signToken(signer, accessClaims({ iss: published().issuer, ...overrides }));
  const online = () => new TokenVerifier({ userPools: [published()], clock: () => now });

  it('loads the keys once for a thousand concurrent first requests', async () => {
    const verifier = online();
    const tokens = Array.from({ length: 1_000 }, (_, index) => publishedToken({ jti: String(index % 50) }));
    expect(new Set(await Promise.all(tokens.map((text) => refusal(verifier.verify(text)))))).toEqual(
      new Set(['accepted']),
    );
    expect(server.requests).toBe(1);
  });

  it('asks for no key for a token that is refused anyway', async () => {
    const verifier = online();
    const bad = [
      publishedToken({ exp: NOW }),
      publishedToken({ client_id: 'other' }),
      publishedToken({ token_use: 'id', aud: CLIENT_ID }),
      publishedToken({ sub: '' }),
      signToken(key, accessClaims()),
      'a.b.c',
    ];
    for (const text of bad) expect(await refusal(verifier.verify(text))).not.toBe('accepted');
    expect(server.requests).toBe(0);
  });

  it('says that it cannot tell while the keys cannot be had', async () => {
    server.handler = (_request, response) => response.writeHead(500).end();
    const verifier = online();
    expect(await refusal(verifier.verify(publishedToken()))).toBe('key_set_unavailable');
    expect(await refusal(verifier.warmUp())).toBe('key_set_unavailable');
  });

  it('loads all key sets beforehand', async () => {
    const verifier = online();
    await verifier.warmUp();
    expect(verifier.keySets).toMatchObject([{ pool: 'customers', keyCount: 1, loadedAt: now }]);
    expect(await refusal(verifier.verify(publishedToken()))).toBe('accepted');
    expect(server.requests).toBe(1);
  });

  it('refuses a remembered token once its key was removed', async () => {
    const verifier = online();
    const text = publishedToken();
    expect(await refusal(verifier.verify(text))).toBe('accepted');
    server.handler = serveKeys({ ...stranger.jwk, kid: 'k2' });
    now += 10 * 60_000;
    expect(await refusal(verifier.verify(text))).toBe('token_key_unknown');
  });

  it('refuses a remembered token once its kid means another key', async () => {
    const verifier = online();
    const text = publishedToken();
    expect(await refusal(verifier.verify(text))).toBe('accepted');
    server.handler = serveKeys(stranger.jwk);
    now += 10 * 60_000;
    expect(await refusal(verifier.verify(text))).toBe('token_signature_invalid');
  });

  it('remembers tokens across a refresh that changes nothing', async () => {
    const verifier = online();
    const text = publishedToken();
    const principal = await verifier.verify(text);
    now += 9 * 60_000;
    expect(await verifier.verify(text)).toBe(principal);
    while (verifier.keySets[0]!.loading) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(server.requests).toBe(2);
    expect(await verifier.verify(text)).toBe(principal);
  });

  it('refuses a token that expires while its key is waited for', async () => {
    server.handler = (request, response) => {
      now = (NOW + 3_600) * 1_000;
      serveKeys(key.jwk)(request, response);
    };
    expect(await refusal(online().verify(publishedToken()))).toBe('token_expired');
  });
});
