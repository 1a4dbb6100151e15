import { CallerContextMissingError, ConfigurationError, IdTokenRequiredError } from '../errors/index.js';
import type { TokenVerifier } from '../tokens/index.js';
import type { CallerContextStorage } from './caller-context.js';
import { type IdentityDemand, identityOfRequest } from './request-identity.js';
import type { VerifiedIdentity } from './verified-identity.js';

/** What {@link Callers} is made of. */
export interface CallersOptions {
  /** Says whether tokens are good. Required. */
  readonly verifier: TokenVerifier;
  /** Where the clients that act as the caller look for the caller. Required. */
  readonly context: CallerContextStorage;
  /**
   * What the credentials ask of an identity: `IdentityPoolCredentials.strategy`. Default: an ID token, which token
   * vending does not need.
   */
  readonly strategy?: IdentityDemand | undefined;
}

/** Tokens of a user that an application holds, such as those that a queued job carries. */
export interface CallerTokens {
  /** The user's ID token. Required, except for token vending. */
  readonly idToken?: string;
  /** The access token of the same sign-in. Where both are given, they must belong together. */
  readonly accessToken?: string;
}

/** A name for the header that carries the ID token to the check that requests go through. */
const ID_TOKEN = 'x-id-token';

/**
 * Lets work run as a user where no request is: in a queue worker, a consumer of a stream, a scheduled job.
 *
 * A user is only ever named by their tokens. A `sub` from a database or a message proves nothing, and no AWS service
 * would give credentials for it.
 *
 * @example
 * ```ts
 * import type { Callers } from 'castellan/core';
 *
 * interface Job {
 *   readonly idToken: string;
 *   readonly key: string;
 * }
 *
 * export function worker(callers: Callers, thumbnail: (key: string) => Promise<void>) {
 *   return ({ idToken, key }: Job): Promise<void> => callers.runAs({ idToken }, () => thumbnail(key));
 * }
 * ```
 */
export class Callers {
  readonly #verifier: TokenVerifier;
  readonly #context: CallerContextStorage;
  readonly #strategy: IdentityDemand | undefined;

  constructor({ verifier, context, strategy }: CallersOptions) {
    this.#verifier = verifier;
    this.#context = context;
    this.#strategy = strategy;
  }

  /**
   * Verifies tokens as those of a request are, and gives the identity for `AwsClients.for(identity)`.
   *
   * @throws InvalidTokenError when a token is not good, as one that has expired or was revoked, or when the two do
   *   not belong together
   * @throws IdTokenRequiredError when there is no ID token
   */
  async verify(tokens: CallerTokens): Promise<VerifiedIdentity> {
    const { idToken, accessToken } = isObject(tokens) ? tokens : {};
    const bearerToken = accessToken ?? idToken;
    if (!isToken(bearerToken) || (idToken !== undefined && !isToken(idToken))) {
      throw new IdTokenRequiredError(
        'A caller is named by tokens: { idToken } or { idToken, accessToken }, as strings. A principal or a sub alone ' +
          'proves nothing.',
      );
    }
    const caller = await this.#verifier.verify(bearerToken, {
      tokenUse: accessToken === undefined ? 'id' : 'access',
    });
    const rawHeaders = idToken === undefined ? [] : [ID_TOKEN, idToken];
    return identityOfRequest(this.#verifier, {
      caller,
      bearerToken,
      rawHeaders,
      idTokenHeader: ID_TOKEN,
      strategy: this.#strategy,
    });
  }

  /**
   * Runs `work`, and whatever it awaits, on behalf of a user. Injected AWS clients act as that user meanwhile.
   *
   * The tokens are verified before `work` starts, and again whenever a client needs the caller: work goes on as the
   * user no longer than the tokens are good. When `work` has ended there is no caller any more; a client that it
   * took before keeps working.
   *
   * @param who the user's tokens, or an identity of an ID token, which is verified again
   * @param work gets the user's identity, for `AwsClients.for(identity)`
   * @returns what `work` gives
   * @throws InvalidTokenError when the tokens are not good: `work` is not called
   * @throws IdTokenRequiredError when there is no ID token, as where a token is not in an object
   * @throws ConfigurationError when `work` is no function
   */
  async runAs<Result>(
    who: CallerTokens | VerifiedIdentity,
    work: (identity: VerifiedIdentity) => Result | Promise<Result>,
  ): Promise<Result> {
    if (typeof work !== 'function') {
      throw new ConfigurationError(
        'runAs() takes the work as its second argument: a function, which it calls.',
      );
    }
    const verified =
      isObject(who) && 'revealIdToken' in who ? () => this.#verifyAgain(who) : () => this.verify(who);
    const identity = await verified();
    let isOver = false;
    const context = {
      caller: identity.principal,
      identity: () => (isOver ? Promise.reject(workIsOver()) : verified()),
    };
    try {
      return await this.#context.run(context, () => work(identity));
    } finally {
      isOver = true;
    }
  }

  /**
   * Ties a function to whoever is calling now: it runs on their behalf wherever it is called from. For what runs the
   * functions of several callers together: a batch, a listener of an event emitter, a scheduler of rxjs.
   *
   * Where nobody is calling, the function runs on nobody's behalf.
   *
   * @example
   * ```ts
   * import type { Callers } from 'castellan/core';
   * import type { EventEmitter } from 'node:events';
   *
   * export function onceSaved(callers: Callers, events: EventEmitter, listener: (key: string) => void): void {
   *   events.once('saved', callers.bind(listener));
   * }
   * ```
   */
  bind<Arguments extends unknown[], Result>(
    work: (...args: Arguments) => Result,
  ): (...args: Arguments) => Result {
    return this.#context.bind(work);
  }

  async #verifyAgain(identity: VerifiedIdentity): Promise<VerifiedIdentity> {
    const verified = await this.verify({ idToken: identity.revealIdToken() });
    return verified.narrowedBy(identity.narrowing).withLogins(identity.furtherLogins);
  }
}

/** Whether it has members at all. A token where the object should be would be quoted by the engine's own error. */
function isObject<Value>(value: Value): value is Value & object {
  return typeof value === 'object' && value !== null;
}

function isToken(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function workIsOver(): CallerContextMissingError {
  return new CallerContextMissingError(
    'The work that runAs() ran has ended, so there is no caller any more. Await in it whatever is to act as the ' +
      'caller, or take a client of the caller before it ends: ownClient(...).',
  );
}
