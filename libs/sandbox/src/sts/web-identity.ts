import { createLocalJWKSet, decodeJwt, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import { type Clock, epochSeconds } from '../clock.js';
import { ServiceError } from '../http/service-error.js';
import { isRecord } from '../option-check.js';

/** An issuer of tokens that STS takes: the identity pools, or an IAM OIDC provider. */
export interface WebIdentityProvider {
  /** The `iss` of its tokens. */
  readonly issuer: string;
  /** How STS names it in an answer. */
  readonly name: string;
  /** The names that a trust policy may give it under `Principal.Federated`. */
  readonly principals: readonly string[];
  /** What stands before `:aud` and `:sub` in its condition keys. */
  readonly keyPrefixes: readonly string[];
  /** The audiences it is registered for. `undefined`: the trust policy alone decides. */
  readonly clientIds: readonly string[] | undefined;
  readonly algorithms: readonly string[];
  keys(): Promise<JSONWebKeySet>;
}

/** A web identity whose token was verified. */
export interface WebIdentity {
  readonly provider: WebIdentityProvider;
  readonly subject: string;
  readonly audience: string;
  /** Empty unless the token has an `amr`. */
  readonly amr: readonly string[];
  readonly principalTags: Readonly<Record<string, string>>;
  readonly transitiveTagKeys: readonly string[];
}

/** The claim in which a token carries session tags. */
export const TAGS_CLAIM = 'https://aws.amazon.com/tags';

/** Verifies a token in STS's way. Throws a `ServiceError`. */
export async function verifyWebIdentity(
  token: string,
  providers: readonly WebIdentityProvider[],
  clock: Clock,
): Promise<WebIdentity> {
  const issuer = unverifiedIssuer(token);
  const provider = providers.find((candidate) => candidate.issuer === issuer);
  if (provider === undefined) {
    throw invalidToken(`No OpenIDConnect provider found in your account for ${issuer}`);
  }
  const claims = await verifiedClaims(token, provider, clock);
  const { aud, sub } = claims;
  if (typeof sub !== 'string' || sub === '') throw invalidToken('Missing a required claim: sub');
  if (aud === undefined) throw invalidToken('Missing a required claim: aud');
  const audience = [aud].flat().find((each) => provider.clientIds?.includes(each) ?? true);
  if (audience === undefined) throw invalidToken('Incorrect token audience');
  return { provider, subject: sub, audience, amr: strings(claims.amr), ...sessionTagsOf(claims[TAGS_CLAIM]) };
}

/** Only ever compared with issuers that are configured. */
function unverifiedIssuer(token: string): string {
  try {
    return decodeJwt(token).iss ?? '';
  } catch {
    throw invalidToken(
      'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
    );
  }
}

async function verifiedClaims(
  token: string,
  provider: WebIdentityProvider,
  clock: Clock,
): Promise<JWTPayload> {
  const keySet = await keySetOf(provider);
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(keySet), {
      algorithms: [...provider.algorithms],
      issuer: provider.issuer,
      requiredClaims: ['exp', 'iat'],
      currentDate: new Date(clock()),
    });
    return payload;
  } catch (error) {
    throw refusalFor(error, clock);
  }
}

async function keySetOf(provider: WebIdentityProvider): Promise<JSONWebKeySet> {
  try {
    return await provider.keys();
  } catch {
    throw invalidToken(
      "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
    );
  }
}

function refusalFor(error: unknown, clock: Clock): ServiceError {
  if (error instanceof errors.JWTExpired) {
    return new ServiceError(
      'ExpiredTokenException',
      `Token expired: current date/time ${epochSeconds(clock)} must be before the expiration date/time ${error.payload.exp ?? 0}`,
    );
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    return invalidToken(`Missing a required claim: ${error.claim}`);
  }
  return invalidToken('The ID Token provided is not a valid JWT. Signature verification failed.');
}

/** `{ principal_tags: { name: ["value"] }, transitive_tag_keys: ["name"] }` */
export function sessionTagsOf(claim: unknown): Pick<WebIdentity, 'principalTags' | 'transitiveTagKeys'> {
  if (claim === undefined) return { principalTags: {}, transitiveTagKeys: [] };
  if (!isRecord(claim) || !isRecord(claim.principal_tags)) {
    throw invalidToken(`The claim ${TAGS_CLAIM} is not of the form that session tags have.`);
  }
  const tags = Object.entries(claim.principal_tags).map(([name, values]): [string, string] => {
    const [value, ...others] = typeof values === 'string' ? [values] : strings(values);
    if (value === undefined || others.length > 0) {
      throw invalidToken(`The session tag ${name} of the token does not have exactly one value.`);
    }
    return [name, value];
  });
  return { principalTags: Object.fromEntries(tags), transitiveTagKeys: strings(claim.transitive_tag_keys) };
}

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

const invalidToken = (message: string): ServiceError => new ServiceError('InvalidIdentityToken', message);
