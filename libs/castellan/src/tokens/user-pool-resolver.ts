import { ConfigurationError, UserPoolUnavailableError } from '../errors/index.js';
import { isCognitoIssuer, isEmulatorIssuer } from './issuer.js';
import { wrongOption } from './option-checks.js';
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
   * The pool of an issuer, or `undefined` when the application knows none.
   *
   * @throws UserPoolUnavailableError when the lookup throws or does not answer in time.
   * @throws ConfigurationError when it answers with something else than the pool of that issuer.
   */
  async resolve(issuer: string): Promise<UserPool | undefined> {
    const answer = await this.#ask(issuer);
    // Databases say null.
    if (answer === undefined || answer === null) return undefined;
    const pool = readUserPool(answer, 'the answer of resolvePool', this.#options);
    if (!pool.issuers.includes(issuer)) {
      const found = `the user pool ${pool.userPoolId}, which has another issuer than the one that was asked for`;
      throw wrongOption('the answer of resolvePool', found, 'the pool of that issuer, or undefined');
    }
    if (this.#options.configuredNames.includes(pool.name)) {
      throw new ConfigurationError(
        `resolvePool calls the user pool ${pool.userPoolId} ${pool.name}, as one of the userPools is called, and ` +
          'their groups would be the same. Give it another name.',
      );
    }
    return pool;
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
        'resolvePool failed, so it is not known whether the token is of a user pool of this application. Its error ' +
          'is the cause.',
        { retryAfterSeconds: RETRY_AFTER_SECONDS, cause },
      );
    } finally {
      clearTimeout(timer);
    }
  }
}
