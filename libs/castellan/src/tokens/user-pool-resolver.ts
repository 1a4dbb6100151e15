import { CastellanError, ConfigurationError, UserPoolUnavailableError } from '../errors/index.js';
import { isCognitoIssuer, isEmulatorIssuer } from './issuer.js';
import { readUserPool, type UserPool, type UserPoolOptions } from './user-pool.js';

/**
 * The application's own lookup of user pools, for applications whose tenants have a pool each.
 *
 * It is asked about an issuer that is not configured and has the form of an issuer of Cognito. The token that
 * names it has not been verified: whoever sends a request can cause a lookup, so look the issuer up in what the
 * application knows, and answer `undefined` for any other.
 *
 * @param issuer The `iss` of a token, exactly. One of the issuers of the pool that is returned must be equal to it.
 *
 * @example
 * ```ts
 * import type { ResolvePool } from 'castellan/core';
 *
 * const clients = new Map([['https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI', 'a_client']]);
 *
 * export const resolvePool: ResolvePool = (issuer) => {
 *   const clientId = clients.get(issuer);
 *   if (clientId === undefined) return undefined;
 *   const userPoolId = issuer.slice(issuer.lastIndexOf('/') + 1);
 *   return { name: 'tenants', userPoolId, clientIds: [clientId], tokenUse: 'access' };
 * };
 * ```
 */
export type ResolvePool = (
  issuer: string,
) => UserPoolOptions | undefined | Promise<UserPoolOptions | undefined>;

export interface UserPoolResolverOptions {
  readonly resolvePool: ResolvePool;
  /** The names of the configured pools, which no other pool may take: groups belong to a name. */
  readonly configuredNames: readonly string[];
  readonly production: boolean;
  /** Is told of answers that are about another pool. */
  readonly warn: (warning: string) => void;
  /** For one lookup, in milliseconds. Default 3,000. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 3_000;
const RETRY_AFTER_SECONDS = 1;

/** Asks the application for user pools, within a time, and holds its answers to what configured pools are held to. */
export class UserPoolResolver {
  readonly #options: UserPoolResolverOptions;

  constructor(options: UserPoolResolverOptions) {
    this.#options = options;
  }

  /** Whether the application may be asked about an issuer. Cheap, because every token can name another one. */
  isCandidate(issuer: unknown): issuer is string {
    return isCognitoIssuer(issuer) || (!this.#options.production && isEmulatorIssuer(issuer));
  }

  /**
   * The pool of an issuer, or `undefined` when the application knows none. An answer about another pool says
   * nothing about this one: a token with that issuer is nobody's, and whoever sends it causes no error of ours.
   *
   * @throws UserPoolUnavailableError when the lookup throws or does not answer in time.
   * @throws ConfigurationError when it answers with something else than a pool.
   */
  async resolve(issuer: string): Promise<UserPool | undefined> {
    const answer = await this.#ask(issuer);
    // Databases say null.
    if (answer === undefined || answer === null) return undefined;
    const pool = this.#read(answer);
    if (!pool.issuers.includes(issuer)) {
      this.#options.warn(
        `resolvePool was asked about ${issuer} and answered with user pool ${pool.userPoolId}, which has the issuer ` +
          `${pool.issuers.join(' and ')}. The token is refused. If the issuer is one of this pool, add it to its ` +
          'issuer option; if not, answer undefined.',
      );
      return undefined;
    }
    if (this.#options.configuredNames.includes(pool.name)) {
      throw new ConfigurationError(
        `resolvePool calls the user pool ${pool.userPoolId} ${pool.name}, as one of the userPools is called, and ` +
          'their groups would be the same. Give it another name.',
      );
    }
    return pool;
  }

  #read(answer: unknown): UserPool {
    try {
      return readUserPool(answer, 'the answer of resolvePool', this.#options);
    } catch (error) {
      if (error instanceof CastellanError) throw error;
      throw new ConfigurationError('The answer of resolvePool cannot be read. Its error is the cause.', {
        cause: error,
      });
    }
  }

  async #ask(issuer: string): Promise<unknown> {
    const { resolvePool, timeoutMs = TIMEOUT_MS } = this.#options;
    let timer: NodeJS.Timeout | undefined;
    const expired = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`it did not answer within ${timeoutMs} ms`)), timeoutMs);
    });
    try {
      return await Promise.race([resolvePool(issuer), expired]);
    } catch (cause) {
      throw new UserPoolUnavailableError(
        `resolvePool failed for ${issuer}, so it is not known whether that is the issuer of a user pool of this ` +
          'application. Its error is the cause.',
        { retryAfterSeconds: RETRY_AFTER_SECONDS, cause },
      );
    } finally {
      clearTimeout(timer);
    }
  }
}
