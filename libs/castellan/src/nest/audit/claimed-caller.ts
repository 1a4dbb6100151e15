import { generateKeyPairSync, sign } from 'node:crypto';
import { CastellanError, ConfigurationError } from '../../errors/index.js';
import {
  ANONYMOUS,
  type Caller,
  type TokenExpectation,
  TokenVerifier,
  type UserPoolReference,
} from '../../tokens/index.js';
import { type ResolvedCastellanOptions, verifierOptions } from '../castellan.options.js';
import { withKeysFrom } from '../key-source.js';

/** The claims of a token as they were decoded. */
export type GivenClaims = Readonly<Record<string, unknown>>;

/** Who a caller with these claims is for a route, or why the token would be refused. */
export type ClaimedCaller = {
  /** What was taken for granted, one sentence each. */
  readonly assumed: readonly string[];
  /** The time it was judged at, in milliseconds since the epoch. */
  readonly now: number;
} & (
  | { readonly caller: Caller; readonly refusal?: never }
  | { readonly caller: undefined; readonly refusal: CastellanError }
);

/**
 * Has the verifier of the application judge a token with these claims: every check is made but that of the real key,
 * because the token is signed here with a key of its own. What a claim leaves open is filled in, and said.
 *
 * @param claims `undefined` for a caller without credentials.
 */
export async function claimedCaller(
  claims: GivenClaims | undefined,
  options: ResolvedCastellanOptions,
  expectation: TokenExpectation,
  now: number,
): Promise<ClaimedCaller> {
  if (claims === undefined) return { caller: ANONYMOUS, assumed: [], now };
  const completed = complete(claims, options, expectation, now);
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = { ...publicKey.export({ format: 'jwk' }), kid: 'explained', alg: 'RS256', use: 'sig' };
  const { revocations, ...others } = verifierOptions(options);
  const verifier = new TokenVerifier({
    ...withKeysFrom(() => ({ keys: [key] }), others),
    clock: () => completed.now,
  });
  const assumed = [
    'The signature is taken for good.',
    ...completed.assumed,
    ...(revocations === undefined ? [] : ['It is taken for not revoked.']),
  ];
  try {
    const caller = await verifier.verify(signed(completed.claims, privateKey), expectation);
    return { caller, assumed, now: completed.now };
  } catch (error) {
    if (!(error instanceof CastellanError) || error instanceof ConfigurationError) throw error;
    return { caller: undefined, refusal: error, assumed, now: completed.now };
  }
}

function signed(claims: GivenClaims, key: Parameters<typeof sign>[2]): string {
  const parts = [{ alg: 'RS256', kid: 'explained' }, claims];
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

interface CompletedClaims {
  readonly claims: GivenClaims;
  readonly assumed: readonly string[];
  readonly now: number;
}

/** Fills in what every token of the pool has and nobody writes by hand. */
function complete(
  given: GivenClaims,
  options: ResolvedCastellanOptions,
  expectation: TokenExpectation,
  now: number,
): CompletedClaims {
  const claims: Record<string, unknown> = { ...given };
  const assumed: string[] = [];
  const assume = (name: string, value: unknown): void => {
    if (claims[name] !== undefined) return;
    claims[name] = value;
    assumed.push(`The claim ${name} is taken for ${JSON.stringify(value)}.`);
  };
  const seconds = Math.floor(now / 1_000);
  const issuers = new TokenVerifier(verifierOptions(options)).userPools;
  const pool = poolOf(given, issuers, expectation);
  const settings = options.userPools.find((one) => (one.name ?? one.userPoolId) === pool?.name);
  if (pool !== undefined) assume('iss', pool.issuer);
  assume('token_use', expectation.tokenUse ?? settings?.tokenUse ?? 'access');
  const isAccess = claims.token_use === 'access';
  assume(isAccess ? 'client_id' : 'aud', settings?.clientIds?.[0] ?? 'a-client');
  if (claims.sub !== claims.client_id) assume(isAccess ? 'username' : 'cognito:username', claims.sub);
  assume('iat', seconds);
  assume('exp', typeof claims.iat === 'number' ? claims.iat + 3_600 : seconds + 3_600);
  const { iat, exp } = claims;
  if (typeof iat !== 'number' || typeof exp !== 'number' || exp > seconds) return { claims, assumed, now };
  assumed.push('The token has expired: it is judged as of the time it was issued.');
  return { claims, assumed, now: iat * 1_000 };
}

function poolOf(
  { iss }: GivenClaims,
  pools: readonly UserPoolReference[],
  { pools: accepted }: TokenExpectation,
): UserPoolReference | undefined {
  if (iss !== undefined) return pools.find(({ issuer }) => issuer === iss);
  return pools.find(({ name }) => accepted?.includes(name) ?? true);
}
