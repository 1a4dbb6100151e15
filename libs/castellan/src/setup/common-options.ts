import type { IdentityPoolOptions, StsCredentialsOptions } from '../credentials/index.js';
import type { SessionSource } from '../http/session-source.js';
import type { PolicyDocumentSource, TenantQuery } from '../policies/index.js';
import type {
  ProtectedResourceOptions,
  ResolvePool,
  RevocationStore,
  UserPoolOptions,
} from '../tokens/index.js';
import type { DecisionAuditOptions } from './decision-audit-options.js';

/** Whether key sets are loaded while the application starts, and whether it starts without them. */
export type WarmUp = 'require' | 'try' | 'off';

/**
 * What a Castellan is told, whatever framework is around it.
 *
 * A security check is never switched off by leaving something out: whatever is required here has no default.
 */
export interface CommonOptions {
  /**
   * The user pools whose tokens are accepted. The first is the default pool of group names. At least one, unless
   * `resolvePool` is given: then there may be none, and every group has to name its pool.
   */
  readonly userPools: readonly UserPoolOptions[];
  /**
   * Looks up user pools that are not configured, for applications whose tenants have a pool each. It is asked about
   * an issuer of Cognito's own form that a token names; nothing is fetched unless it answers with that issuer's
   * pool. Groups of such a pool belong to its name, as everywhere. Default: none.
   *
   * @example
   * ```ts
   * import type { ResolvePool } from 'castellan';
   *
   * const tenants = new Map([['https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI', 'a_client']]);
   *
   * export const resolvePool: ResolvePool = (issuer) => {
   *   const clientId = tenants.get(issuer);
   *   if (clientId === undefined) return undefined;
   *   const userPoolId = issuer.slice(issuer.lastIndexOf('/') + 1);
   *   return { name: 'tenants', userPoolId, clientIds: [clientId], tokenUse: 'access' };
   * };
   * ```
   */
  readonly resolvePool?: ResolvePool;
  /**
   * How many pools that `resolvePool` found are kept, 1 to 1,000,000: so many whose tokens were good, and as many
   * again whose tokens never were. Default 10,000. It should be no less than the number of tenants.
   */
  readonly maxResolvedPools?: number;
  /**
   * What to do about key sets while the application starts: `require` loads them and does not start without,
   * `try` loads them and logs a warning where that fails, `off` leaves it to the first token of each pool.
   * Default `off`: an application can start, and answer what needs no token, while Cognito cannot be reached.
   */
  readonly warmUp?: WarmUp;
  /**
   * Policies that are JSON documents, beside those of the code. They are loaded while the application starts, which a
   * document that cannot be loaded or used prevents, and again as each says. The injectable `PolicyDocuments` reloads
   * them at any time and says how it stands with each. Default: none.
   */
  readonly policyDocuments?: readonly PolicyDocumentSource[];
  /** The identity pool that gives callers their AWS credentials. Without it, no AWS client can act as a caller. */
  readonly identityPool?: IdentityPoolOptions;
  /** Callers' AWS credentials without an identity pool, straight from STS. Not beside `identityPool`. Default: none. */
  readonly credentials?: StsCredentialsOptions;
  /** Names the protected area in challenges (RFC 9110, section 11.5). Default `api`. */
  readonly realm?: string;
  /**
   * What this API is called as a protected resource. With it, the metadata of RFC 9728 is served to everybody below
   * `/.well-known/oauth-protected-resource`, every 401 says where, and an access token that was issued for other
   * resources only is refused. Default: none of this.
   */
  readonly resource?: ProtectedResourceOptions;
  /**
   * The header that carries the caller's ID token where the bearer token is an access token. In lower case.
   * Default `x-id-token`. Identity Pools accept ID tokens only.
   */
  readonly idTokenHeader?: string;
  /** How many seconds of clock difference to forgive, 0 to 120. Default 0. */
  readonly clockToleranceSeconds?: number;
  /** The longest token that is looked at, in characters, 1,024 to 65,536. Default 8,192. */
  readonly maxTokenLength?: number;
  /** How many verified tokens are remembered, 0 (none) to 1,000,000. Default 10,000. */
  readonly maxCachedTokens?: number;
  /**
   * Knows which tokens have been revoked. The module opens it while the application starts and closes it at the end;
   * revoke through the injectable `Revocations`. Default: a `MemoryRevocations`, which one process knows and forgets
   * with its end. Machines share a `RedisRevocations` of `castellan/redis`.
   */
  readonly revocations?: RevocationStore;
  /**
   * Sessions of browsers, as a source of tokens for requests without a bearer token: `BrowserSessions` of
   * `castellan/user-pool`. They are opened while the application starts and closed at its end. On HTTP alone, and on
   * GraphQL over it. Default: none, and cookies mean nothing.
   */
  readonly sessions?: SessionSource;
  /**
   * Configuration that every AWS client of a caller starts from, such as `endpoint` in development. A client's
   * own configuration wins. Credentials cannot be set here.
   */
  readonly awsClientDefaults?: Readonly<Record<string, unknown>>;
  /**
   * The claims that tokens carry beyond those of Cognito, made with `declareClaims(...)`: what pre token generation
   * triggers add, and custom attributes. With it, the application does not start if a policy, a requirement, a policy
   * document or `tenant` is about a claim that is neither declared nor Cognito's own: a misspelt name would deny in
   * silence. Default: any claim may be asked for.
   */
  readonly declaredClaims?: readonly string[];
  /**
   * What `@Tenant()` and `tenant()` ask where they have no query of their own: the claim that names the caller's
   * tenant, and where the request names its own. Default: none, and a handler that uses it keeps the application
   * from starting.
   */
  readonly tenant?: TenantQuery;
  /** How long a claim predicate or a subject loader may take, 1 to 60,000 milliseconds. Default 5,000. */
  readonly decisionTimeoutMilliseconds?: number;
  /**
   * Records decisions with all that explains them, denials always and grants by a sample. Callers never see any of it.
   * Default: nothing is recorded.
   */
  readonly decisionLog?: DecisionAuditOptions;
}

/** The names of the options that every adapter takes. */
export const COMMON_OPTION_NAMES: readonly (keyof CommonOptions)[] = [
  'userPools',
  'resolvePool',
  'maxResolvedPools',
  'warmUp',
  'policyDocuments',
  'identityPool',
  'credentials',
  'realm',
  'resource',
  'idTokenHeader',
  'clockToleranceSeconds',
  'maxTokenLength',
  'maxCachedTokens',
  'revocations',
  'sessions',
  'awsClientDefaults',
  'declaredClaims',
  'tenant',
  'decisionTimeoutMilliseconds',
  'decisionLog',
];
