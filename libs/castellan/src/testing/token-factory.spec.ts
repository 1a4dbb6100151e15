import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { TokenVerifier, type UserPrincipal } from '../tokens/index.js';
import { testUserPool } from './test-user-pool.js';
import { TokenFactory } from './token-factory.js';

const verifierOf = (factory: TokenFactory, clock?: () => number) =>
  new TokenVerifier({
    userPools: [{ ...testUserPool(factory), tokenUse: null }],
    ...(clock !== undefined && { clock }),
  });

async function userOf(factory: TokenFactory, token: string): Promise<UserPrincipal> {
  const principal = await verifierOf(factory).verify(token);
  if (principal.kind !== 'user') throw new Error(`The token is of a ${principal.kind}.`);
  return principal;
}

describe('a token factory', () => {
  const factory = new TokenFactory();

  it('issues access tokens that the verifier accepts', async () => {
    const token = factory.userAccess({ username: 'alice', groups: ['editors'], scopes: ['articles/write'] });
    expect(await userOf(factory, token)).toMatchObject({
      kind: 'user',
      tokenUse: 'access',
      username: 'alice',
      groups: ['editors'],
      scopes: ['articles/write'],
      clientId: factory.clientId,
      issuer: factory.issuer,
      pool: factory.userPoolId,
    });
  });

  it('issues ID tokens that the verifier accepts', async () => {
    const token = factory.userId({
      username: 'alice',
      groups: ['editors'],
      claims: { email: 'a@b.example' },
    });
    expect(await userOf(factory, token)).toMatchObject({
      tokenUse: 'id',
      username: 'alice',
      groups: ['editors'],
      scopes: [],
      claims: { email: 'a@b.example' },
    });
  });

  it('issues tokens of programs, which have no user', async () => {
    const principal = await verifierOf(factory).verify(factory.machine({ scopes: ['reports/read'] }));
    expect(principal).toMatchObject({ kind: 'machine', sub: factory.clientId, scopes: ['reports/read'] });
  });

  it('issues tokens of programs with a client of their own', async () => {
    const verifier = new TokenVerifier({
      userPools: [testUserPool(factory, { clientIds: ['reporter'] })],
    });
    const principal = await verifier.verify(factory.machine({ clientId: 'reporter' }));
    expect(principal).toMatchObject({ kind: 'machine', clientId: 'reporter', sub: 'reporter', scopes: [] });
  });

  it('gives a user without groups or scopes no claim of them, as Cognito does', async () => {
    const { claims } = await userOf(factory, factory.userAccess({ groups: [], scopes: [] }));
    expect(claims).not.toHaveProperty('cognito:groups');
    expect(claims).not.toHaveProperty('scope');
  });

  it('gives each username one sub and one sign-in, in all of its tokens', async () => {
    const [access, id, again, other] = await Promise.all([
      userOf(factory, factory.userAccess({ username: 'alice' })),
      userOf(factory, factory.userId({ username: 'alice' })),
      userOf(factory, factory.userAccess({ username: 'alice' })),
      userOf(factory, factory.userAccess({ username: 'bob' })),
    ]);
    expect(access.sub).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect([id.sub, again.sub]).toEqual([access.sub, access.sub]);
    expect(id.claims.origin_jti).toBe(access.claims.origin_jti);
    expect(again.claims.jti).not.toBe(access.claims.jti);
    expect(other.sub).not.toBe(access.sub);
    expect(other.claims.origin_jti).not.toBe(access.claims.origin_jti);
  });

  it('gives the same username another sub in another pool', async () => {
    const elsewhere = new TokenFactory({ userPoolId: 'eu-west-1_Elsewhere' });
    const [here, there] = [
      await userOf(factory, factory.userId()),
      await userOf(elsewhere, elsewhere.userId()),
    ];
    expect(here.sub).not.toBe(there.sub);
  });

  it('issues tokens by its clock, for an hour or as long as it is told', async () => {
    let now = 1_800_000_000_000;
    const timed = new TokenFactory({ clock: () => now });
    const verifier = verifierOf(timed, () => now);
    const [anHour, aMinute] = [timed.userAccess(), timed.userAccess({ lifetimeSeconds: 60 })];
    expect(await verifier.verify(anHour)).toMatchObject({ issuedAt: now, expiresAt: now + 3_600_000 });
    now += 60_000;
    await expect(verifier.verify(aMinute)).rejects.toMatchObject({ code: 'token_expired' });
    expect(await verifier.verify(anHour)).toMatchObject({ kind: 'user' });
    const later = timed.userAccess({ issuedAt: now + 1_000 });
    await expect(verifier.verify(later)).rejects.toMatchObject({ code: 'token_not_yet_valid' });
  });

  it('puts any claim in place of its own, and leaves out what is undefined', async () => {
    const refusals = [
      [{ iss: 'https://evil.example' }, 'token_issuer_not_allowed'],
      [{ client_id: 'other' }, 'token_client_not_allowed'],
      [{ sub: undefined }, 'token_claims_invalid'],
      [{ token_use: 'refresh' }, 'token_use_not_allowed'],
    ] as const;
    for (const [claims, code] of refusals) {
      await expect(verifierOf(factory).verify(factory.userAccess({ claims }))).rejects.toMatchObject({
        code,
      });
    }
  });

  it('puts any header parameter in place of its own, and leaves out what is undefined', async () => {
    const refusals = [
      [{ alg: 'none' }, 'token_algorithm_not_allowed'],
      [{ jku: 'https://evil.example' }, 'token_header_not_allowed'],
      [{ kid: 'unknown' }, 'token_key_unknown'],
      [{ kid: undefined }, 'token_malformed'],
    ] as const;
    for (const [header, code] of refusals) {
      await expect(verifierOf(factory).verify(factory.userAccess({ header }))).rejects.toMatchObject({
        code,
      });
    }
  });

  it('signs with any key, which is refused where the key set has another', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const token = factory.userAccess({
      key: createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    });
    await expect(verifierOf(factory).verify(token)).rejects.toMatchObject({
      code: 'token_signature_invalid',
    });
  });

  it('is refused by the key set of another factory', async () => {
    const verifier = verifierOf(new TokenFactory());
    await expect(verifier.verify(factory.userAccess())).rejects.toMatchObject({ code: 'token_key_unknown' });
  });

  it('rotates its key and keeps earlier tokens good, unless the earlier keys are withdrawn', async () => {
    const rotating = new TokenFactory();
    const before = rotating.userAccess();
    rotating.rotateKey();
    const after = rotating.userAccess();
    expect(rotating.jwks.keys).toHaveLength(2);
    expect(await verifierOf(rotating).verify(before)).toMatchObject({ kind: 'user' });
    expect(await verifierOf(rotating).verify(after)).toMatchObject({ kind: 'user' });

    rotating.rotateKey({ withdrawEarlier: true });
    expect(rotating.jwks.keys).toHaveLength(1);
    await expect(verifierOf(rotating).verify(after)).rejects.toMatchObject({ code: 'token_key_unknown' });
  });

  it('stands for the pool, client and issuer it is told', async () => {
    const told = new TokenFactory({
      userPoolId: 'us-gov-west-1_Gov',
      clientId: 'web',
      issuer: 'http://127.0.0.1:9229/us-gov-west-1_Gov',
    });
    expect(await userOf(told, told.userAccess())).toMatchObject({ clientId: 'web', issuer: told.issuer });
    expect(new TokenFactory({ userPoolId: 'cn-north-1_China' }).issuer).toBe(
      'https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_China',
    );
  });

  it('refuses a pool whose issuer it cannot know', () => {
    expect(() => new TokenFactory({ userPoolId: 'local_pool' })).toThrow(/REGION_ID/);
  });

  it('shares its keys, in both directions, with a factory of another issuer', async () => {
    const other = factory.withIssuer('https://other.example/pool');
    expect(other.issuer).toBe('https://other.example/pool');
    const count = factory.jwks.keys.length;
    other.rotateKey();
    expect(factory.jwks.keys).toHaveLength(count + 1);
    expect(await userOf(factory, factory.userAccess())).toMatchObject({ issuer: factory.issuer });
  });

  it('shows its private key to nobody', () => {
    const printed =
      inspect(factory, { depth: 10, showHidden: true }) + JSON.stringify([factory, factory.jwks]);
    expect(printed).not.toMatch(/PRIVATE|"d"|privateKey/);
  });
});
