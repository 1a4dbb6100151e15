import { createLocalJWKSet, decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import type { Clock } from '../clock.js';
import type { PrincipalTagOptions, RoleMappingOptions } from '../options.js';
import type { ExternalLoginProvider } from './external-logins/external-login.js';
import type { Login } from './identities.js';
import { type IdentityPool, type LoginProvider, withoutScheme } from './identity-pool.js';
import { IDENTITY_POOL_PROVIDER } from './open-id-tokens.js';
import { invalidLoginToken, loginsDoNotMatch, tokenExpired, unsupportedProvider } from './refusals.js';

/** A login that was verified. */
export interface VerifiedLogin extends Login {
  readonly claims: Readonly<Record<string, unknown>>;
  /** Of the app client, or of a provider that is no user pool. */
  readonly roleMapping: RoleMappingOptions | undefined;
  readonly principalTags: PrincipalTagOptions | undefined;
  /** The roles that a SAML provider offers. */
  readonly offeredRoles: readonly string[];
  /** What it adds to the authentication methods. */
  readonly methods: readonly string[];
}

const NO_ID_TOKEN = 'Not a valid OpenId Connect identity token.';
const BAD_SIGNATURE = "Couldn't verify signed token";

/** Verifies every entry of `Logins`, in its order. One that is refused refuses the call. */
export async function verifyLogins(
  pool: IdentityPool,
  logins: Readonly<Record<string, string>>,
  clock: Clock,
): Promise<VerifiedLogin[]> {
  const verified: VerifiedLogin[] = [];
  for (const [providerName, token] of Object.entries(logins)) {
    verified.push(await verifyLogin(pool, providerName, token, clock));
  }
  return verified;
}

async function verifyLogin(
  pool: IdentityPool,
  providerName: string,
  token: string,
  clock: Clock,
): Promise<VerifiedLogin> {
  const external = pool.externalProviders.get(providerName);
  if (external !== undefined) return await verifyExternalLogin(external, token, clock);
  const claimedIssuer = unverifiedIssuer(token);
  if ([providerName, claimedIssuer].includes(IDENTITY_POOL_PROVIDER)) {
    throw invalidLoginToken("Can't pass in a Cognito token.");
  }
  if (pool.providers.size + pool.externalProviders.size === 0) throw loginsDoNotMatch();
  if (claimedIssuer !== providerName) throw invalidLoginToken("Issuer doesn't match providerName");
  const provider = pool.providers.get(providerName);
  if (provider === undefined) throw unsupportedProvider();

  const claims = await verifiedClaims(provider, token, clock);
  // Access tokens have no audience, and this is how AWS says that it was given one.
  if (claims.aud === undefined || claims.token_use !== 'id') throw missingClaim('aud');
  const client = typeof claims.aud === 'string' ? provider.clients.get(claims.aud) : undefined;
  if (client === undefined) throw unsupportedProvider();
  if (typeof claims.sub !== 'string' || claims.sub === '') throw missingClaim('sub');
  if (client.serverSideTokenCheck && isRevoked(provider, claims.sub, claims.origin_jti)) {
    throw invalidLoginToken('Token is revoked.');
  }
  return {
    providerName,
    sub: claims.sub,
    claims,
    roleMapping: client.roleMapping,
    principalTags: provider.principalTags,
    offeredRoles: [],
    methods: [providerName, `${providerName}:CognitoSignIn:${claims.sub}`],
  };
}

async function verifyExternalLogin(
  { providerName, verify, roleMapping, principalTags }: ExternalLoginProvider,
  token: string,
  clock: Clock,
): Promise<VerifiedLogin> {
  const { sub, claims, audience, roles: offeredRoles = [] } = await verify(token, clock);
  const methods = [providerName, `${providerName}:${audience}:${sub}`];
  return { providerName, sub, claims, roleMapping, principalTags, offeredRoles, methods };
}

const isRevoked = ({ issuer }: LoginProvider, sub: string, originJti: unknown): boolean =>
  issuer.isSignedOutOrDisabled(sub, typeof originJti === 'string' ? originJti : undefined);

/** Only ever compared with names that are configured: which key set to verify with is not the token's to say. */
function unverifiedIssuer(token: string): string {
  try {
    return withoutScheme(decodeJwt(token).iss ?? '');
  } catch {
    throw invalidLoginToken(NO_ID_TOKEN);
  }
}

async function verifiedClaims(provider: LoginProvider, token: string, clock: Clock): Promise<JWTPayload> {
  const keySet = createLocalJWKSet({ keys: [...provider.issuer.jwks().keys] });
  try {
    const { payload } = await jwtVerify(token, keySet, {
      algorithms: ['RS256'],
      issuer: provider.issuer.issuer,
      requiredClaims: ['exp'],
      currentDate: new Date(clock()),
    });
    return payload;
  } catch (error) {
    throw refusalFor(error, clock);
  }
}

function refusalFor(error: unknown, clock: Clock): Error {
  if (error instanceof errors.JWTExpired) {
    return tokenExpired(clock, error.payload.exp);
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.reason === 'missing') return missingClaim(error.claim);
    if (error.claim === 'iss') return invalidLoginToken("Issuer doesn't match providerName");
    return invalidLoginToken(NO_ID_TOKEN);
  }
  return invalidLoginToken(BAD_SIGNATURE);
}

const missingClaim = (claim: string): Error => invalidLoginToken(`Missing a required claim: ${claim}`);
