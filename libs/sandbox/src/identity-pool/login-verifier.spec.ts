import { generateKeyPairSync } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import type { IdentityPool, LoginProvider } from './identity-pool.js';
import { verifyLogins } from './login-verifier.js';

const NOW = 1_700_000_000;
const PROVIDER = '127.0.0.1:4000/eu-west-1_AbCdEf123';
const newKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const signing = newKey();
const foreign = newKey();

const provider = (over: Partial<LoginProvider> = {}): LoginProvider => ({
  providerName: PROVIDER,
  issuer: {
    userPoolId: 'eu-west-1_AbCdEf123',
    issuer: `http://${PROVIDER}`,
    clients: [{ clientId: 'web' }, { clientId: 'other' }],
    // Without `alg`: nothing but the verifier itself pins the algorithm.
    jwks: () => ({
      keys: [{ ...signing.publicKey.export({ format: 'jwk' }), kid: 'k1' }],
    }),
    isSignedOutOrDisabled: (sub, originJti) => sub === 'signed-out' && originJti === 'o1',
  },
  clients: new Map([
    ['web', { serverSideTokenCheck: true, roleMapping: undefined }],
    ['lax', { serverSideTokenCheck: false, roleMapping: undefined }],
  ]),
  principalTags: undefined,
  ...over,
});

const pool = (...providers: LoginProvider[]): IdentityPool => ({
  identityPoolId: 'eu-west-1:00000000-0000-4000-8000-000000000001',
  name: 'test',
  providers: new Map(providers.map((attached) => [attached.providerName, attached])),
  externalProviders: new Map(),
  authenticatedRole: 'arn:aws:iam::123456789012:role/Member',
  unauthenticatedRole: undefined,
  allowUnauthenticatedIdentities: false,
  allowClassicFlow: false,
  hasRoleMappings: false,
  developerProviderName: undefined,
  tags: {},
  settings: { providers: [], roles: {} },
});

const CLAIMS = {
  iss: `http://${PROVIDER}`,
  aud: 'web',
  sub: 'alice',
  token_use: 'id',
  origin_jti: 'o1',
  iat: NOW,
  exp: NOW + 3600,
};

const sign = (over: Record<string, unknown> = {}, key = signing.privateKey, alg = 'RS256') =>
  new SignJWT({ ...CLAIMS, ...over }).setProtectedHeader({ alg, kid: 'k1' }).sign(key);

const verify = (token: string, at = NOW, name = PROVIDER, to = pool(provider())) =>
  verifyLogins(to, { [name]: token }, () => at * 1000);

const refusal = async (token: string, at?: number, name?: string, to?: IdentityPool): Promise<string> => {
  const error: unknown = await verify(token, at, name, to).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ type: 'NotAuthorizedException', status: 400 });
  return (error as Error).message;
};

describe('verifyLogins', () => {
  it('accepts an ID token of an attached app client', async () => {
    const [login] = await verify(await sign());
    expect(login).toMatchObject({ providerName: PROVIDER, sub: 'alice', claims: CLAIMS });
  });

  it('accepts a token in its last second and refuses it in the next', async () => {
    const token = await sign();
    await expect(verify(token, NOW + 3599)).resolves.toHaveLength(1);
    expect(await refusal(token, NOW + 3600)).toBe(
      `Invalid login token. Token expired: ${NOW + 3600} >= ${NOW + 3600}`,
    );
  });

  it('refuses an access token by its missing audience', async () => {
    const accessToken = await sign({ aud: undefined, client_id: 'web', token_use: 'access' });
    expect(await refusal(accessToken)).toBe('Invalid login token. Missing a required claim: aud');
    expect(await refusal(await sign({ token_use: 'access' }))).toBe(
      'Invalid login token. Missing a required claim: aud',
    );
  });

  it.each(['sub', 'exp'])('refuses a token without %s', async (claim) => {
    expect(await refusal(await sign({ [claim]: undefined }))).toBe(
      `Invalid login token. Missing a required claim: ${claim}`,
    );
  });

  it('refuses a Logins key that is not the issuer of the token', async () => {
    const message = "Invalid login token. Issuer doesn't match providerName";
    expect(await refusal(await sign(), NOW, '127.0.0.1:4000/eu-west-1_Other0000')).toBe(message);
    expect(await refusal(await sign(), NOW, `http://${PROVIDER}`)).toBe(message);
    expect(await refusal(await sign({ iss: 'http://elsewhere' }))).toBe(message);
    expect(await refusal(await sign({ iss: `https://${PROVIDER}` }))).toBe(message);
  });

  it('refuses providers and app clients that are not attached', async () => {
    const message = 'Token is not from a supported provider of this identity pool.';
    const stranger = await sign({ iss: 'http://elsewhere/pool' });
    expect(await refusal(stranger, NOW, 'elsewhere/pool')).toBe(message);
    expect(await refusal(await sign({ aud: 'other' }))).toBe(message);
    expect(await refusal(await sign({ aud: ['web'] }))).toBe(message);
  });

  it('refuses every login where no provider is attached', async () => {
    expect(await refusal(await sign(), NOW, PROVIDER, pool())).toBe(
      "Logins don't match. Please include at least one valid login for this identity or identity pool.",
    );
  });

  it('refuses forged signatures, other algorithms and unsigned tokens alike', async () => {
    const message = "Invalid login token. Couldn't verify signed token";
    const publicPem = signing.publicKey.export({ format: 'pem', type: 'spki' });
    const hmac = new SignJWT(CLAIMS)
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .sign(Buffer.from(publicPem));
    const unknownKey = new SignJWT(CLAIMS)
      .setProtectedHeader({ alg: 'RS256', kid: 'k2' })
      .sign(signing.privateKey);
    const [header, payload] = (await sign()).split('.');
    expect(await refusal(await sign({}, foreign.privateKey))).toBe(message);
    expect(await refusal(await sign({}, signing.privateKey, 'RS512'))).toBe(message);
    expect(await refusal(await hmac)).toBe(message);
    expect(await refusal(await unknownKey)).toBe(message);
    expect(await refusal(new UnsecuredJWT(CLAIMS).encode())).toBe(message);
    expect(await refusal(`${header}.${payload}.`)).toBe(message);
  });

  it.each(['', 'x', 'a.b.c', 'a.b.c.d.e'])('refuses %p, which is no token', async (token) => {
    expect(await refusal(token)).toBe('Invalid login token. Not a valid OpenId Connect identity token.');
  });

  it('refuses a token that is not valid yet', async () => {
    expect(await refusal(await sign({ nbf: NOW + 60 }))).toBe(
      'Invalid login token. Not a valid OpenId Connect identity token.',
    );
  });

  it('refuses tokens that identity pools issue themselves', async () => {
    const message = "Invalid login token. Can't pass in a Cognito token.";
    const own = await sign({ iss: 'https://cognito-identity.amazonaws.com' });
    expect(await refusal(own, NOW, 'cognito-identity.amazonaws.com')).toBe(message);
    expect(await refusal(own)).toBe(message);
  });

  it('asks the user pool about sign-outs only for clients with the server-side check', async () => {
    expect(await refusal(await sign({ sub: 'signed-out' }))).toMatch(/^Invalid login token\./);
    await expect(verify(await sign({ sub: 'signed-out', aud: 'lax' }))).resolves.toHaveLength(1);
  });

  it('refuses the whole call for one bad login', async () => {
    const second = provider({ providerName: 'elsewhere/pool' });
    const logins = { [PROVIDER]: await sign(), 'elsewhere/pool': await sign() };
    await expect(verifyLogins(pool(provider(), second), logins, () => NOW * 1000)).rejects.toThrow(/Issuer/);
  });
});
