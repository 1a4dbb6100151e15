import { TokenVerifier } from '../tokens/index.js';
import { type JwksServer, startJwksServer } from './jwks-server.js';
import { TokenFactory } from './token-factory.js';

describe('a JWKS server', () => {
  let now = Date.now();
  // One clock for both: with two, a token can come from a second that the verifier has not reached.
  const given = new TokenFactory({ clock: () => now });
  let server: JwksServer;
  let verifier: TokenVerifier;

  beforeEach(async () => {
    server = await startJwksServer(given);
    now = Date.now();
    verifier = new TokenVerifier({ userPools: [server.userPool()], clock: () => now });
  });

  afterEach(() => server.close());

  it('publishes the keys of the factory, below an issuer on the loopback interface', async () => {
    expect(server.issuer).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/eu-west-1_TestPool1$/);
    const response = await fetch(server.jwksUri);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual(given.jwks);
    expect((await fetch(`${server.issuer}/anything-else`)).status).toBe(404);
    expect(server.requests).toBe(1);
  });

  it('has its tokens verified with keys that are fetched', async () => {
    expect(await verifier.verify(server.factory.userAccess())).toMatchObject({ issuer: server.issuer });
    expect(server.requests).toBe(1);
  });

  it('has the tokens of the factory that was given refused, which name another issuer', async () => {
    await expect(verifier.verify(given.userAccess())).rejects.toMatchObject({
      code: 'token_issuer_not_allowed',
    });
    expect(server.requests).toBe(0);
  });

  it('gives options of the pool as a test wants them', () => {
    const options = { name: 'customers', clientIds: ['a', 'b'], tokenUse: 'id' } as const;
    expect(server.userPool(options)).toEqual({
      ...options,
      userPoolId: given.userPoolId,
      issuer: server.issuer,
    });
  });

  it('publishes a key that is rotated in', async () => {
    await verifier.verify(server.factory.userAccess());
    given.rotateKey();
    expect(await verifier.verify(server.factory.userAccess())).toMatchObject({ kind: 'user' });
  });

  it('fails with 503 unless told otherwise, and recovers', async () => {
    server.fail();
    expect((await fetch(server.jwksUri)).status).toBe(503);
    await expect(verifier.verify(server.factory.userAccess())).rejects.toMatchObject({
      code: 'key_set_unavailable',
    });
    server.fail({ status: 418 });
    expect((await fetch(server.jwksUri)).status).toBe(418);
    server.recover();
    now += 10_000;
    expect(await verifier.verify(server.factory.userAccess())).toMatchObject({ kind: 'user' });
  });

  it('answers late', async () => {
    server.fail({ delayMilliseconds: 60 });
    const startedAt = performance.now();
    expect((await fetch(server.jwksUri)).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThan(50);
  });

  it('closes without waiting for the answers it delays, and more than once', async () => {
    server.fail({ delayMilliseconds: 600_000 });
    const pending = fetch(server.jwksUri).catch(() => 'closed');
    while (server.requests === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await server.close();
    await server.close();
    expect(await pending).toBe('closed');
    expect(await fetch(server.jwksUri).catch(() => 'closed')).toBe('closed');
  });
});
