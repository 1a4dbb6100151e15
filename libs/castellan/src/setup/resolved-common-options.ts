import { ConfigurationError } from '../errors/index.js';
import { outlineOf, requireDeclaredClaims, type Requirement, tenantOfQuery } from '../policies/index.js';
import { checkDeclaredClaims } from '../tokens/declared-claims.js';
import { type ProtectedResource, readProtectedResource, type TokenVerifierOptions } from '../tokens/index.js';
import type { CommonOptions, WarmUp } from './common-options.js';

/** The common options with every default filled in that belongs to no other part. */
export interface ResolvedCommonOptions extends CommonOptions {
  readonly warmUp: WarmUp;
  readonly realm: string;
  readonly protectedResource: ProtectedResource | undefined;
  /** Where the metadata of the protected resource is: challenges say it. */
  readonly resourceMetadata?: string;
  readonly idTokenHeader: string;
  /** What `tenant` asks. */
  readonly defaultTenant: Requirement | undefined;
  readonly decisionTimeoutMilliseconds: number;
}

/** The part of the options that the verifier takes and checks. */
export function verifierOptions(options: CommonOptions): TokenVerifierOptions {
  const {
    userPools,
    resolvePool,
    maxResolvedPools,
    resource,
    clockToleranceSeconds,
    maxTokenLength,
    maxCachedTokens,
    revocations,
  } = options;
  return {
    userPools,
    ...(resolvePool !== undefined && { resolvePool }),
    ...(maxResolvedPools !== undefined && { maxResolvedPools }),
    ...(resource !== undefined && { resource }),
    ...(clockToleranceSeconds !== undefined && { clockToleranceSeconds }),
    ...(maxTokenLength !== undefined && { maxTokenLength }),
    ...(maxCachedTokens !== undefined && { maxCachedTokens }),
    ...(revocations !== undefined && { revocations }),
  };
}

/** @throws ConfigurationError for an option that an adapter does not have. */
export function requireKnownOptions(options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) {
      throw new ConfigurationError(`Unknown option "${name}". Castellan knows ${known.join(', ')}.`);
    }
  }
}

/**
 * Checks the common options that no other part checks. The pools, the identity pool and the verifier check their own.
 *
 * @throws ConfigurationError that names the option, what was found and what to write.
 */
export function resolveCommonOptions<Options extends CommonOptions>(
  given: Options,
): Options & ResolvedCommonOptions {
  awsClientDefaults(given.awsClientDefaults);
  const { declaredClaims } = given;
  if (declaredClaims !== undefined) checkDeclaredClaims('declaredClaims', declaredClaims);
  const defaultTenant = given.tenant === undefined ? undefined : tenantOfQuery('tenant', given.tenant);
  if (defaultTenant) requireDeclaredClaims('The option tenant', outlineOf(defaultTenant), declaredClaims);
  sessions(given.sessions);
  const protectedResource =
    given.resource === undefined ? undefined : readProtectedResource(given.resource, 'resource');
  return {
    ...given,
    warmUp: warmUp(given.warmUp),
    realm: realm(given.realm),
    protectedResource,
    ...(protectedResource !== undefined && { resourceMetadata: protectedResource.metadataUrl }),
    idTokenHeader: headerName(given.idTokenHeader),
    defaultTenant,
    decisionTimeoutMilliseconds: timeout(given.decisionTimeoutMilliseconds),
  };
}

/** Whether a value can hold options. */
export function isOptionsObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function awsClientDefaults(value: unknown): void {
  if (value === undefined || isOptionsObject(value)) return;
  throw new ConfigurationError(
    `awsClientDefaults must be an object of AWS client options, found ${describeOption(value)}. ` +
      `Write something like { endpoint: 'http://127.0.0.1:9330/s3' }.`,
  );
}

function sessions(value: unknown): void {
  if (value === undefined || isSessionSource(value)) return;
  throw new ConfigurationError(
    `sessions must be BrowserSessions of castellan/user-pool, found ${describeOption(value)}. Write sessions: new ` +
      'BrowserSessions({ ... }), or leave it out.',
  );
}

/** @throws ConfigurationError where sessions are given to a door that no browser comes in by. */
export function requireNoSessions(options: CommonOptions, door: string): void {
  if (options.sessions === undefined) return;
  throw new ConfigurationError(
    `sessions: ${door} takes bearer tokens alone. Leave the option out, or use castellan or castellan/express.`,
  );
}

function isSessionSource(value: unknown): boolean {
  return isOptionsObject(value) && ['open', 'close', 'find'].every((name) => name in value);
}

function warmUp(value: unknown): WarmUp {
  if (value === undefined) return 'off';
  if (value === 'require' || value === 'try' || value === 'off') return value;
  throw new ConfigurationError(`warmUp must be 'require', 'try' or 'off', found ${describeOption(value)}.`);
}

function realm(value: unknown): string {
  if (value === undefined) return 'api';
  if (typeof value === 'string' && /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/.test(value)) return value;
  throw new ConfigurationError(
    `realm must be printable ASCII without quotes and backslashes, found ${describeOption(value)}. ` +
      `Write a short name of the API, such as "api".`,
  );
}

function headerName(value: unknown): string {
  if (value === undefined) return 'x-id-token';
  if (typeof value === 'string' && /^[a-z0-9-]+$/.test(value) && value !== 'authorization') return value;
  throw new ConfigurationError(
    `idTokenHeader must be a header name in lower case other than "authorization", found ${describeOption(value)}. ` +
      `Write a name such as "x-id-token".`,
  );
}

function timeout(value: unknown): number {
  if (value === undefined) return 5_000;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 60_000) return value;
  throw new ConfigurationError(
    `decisionTimeoutMilliseconds must be a whole number from 1 to 60000, found ${describeOption(value)}.`,
  );
}

/** What was found, without what it holds. */
export function describeOption(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value !== 'object') return String(value);
  return Array.isArray(value) ? 'an array' : 'an object';
}
