import { AsyncLocalStorage } from 'node:async_hooks';
import { CallerContextMissingError, InvalidTokenError } from '../errors/index.js';
import type { Caller } from '../tokens/principal.js';
import type { CallerIdentity } from './caller-identity.js';

/** On whose behalf the code at hand runs. */
export interface CallerContext {
  /** Whoever makes the request. */
  readonly caller: Caller;
  /**
   * The caller's identity, from an ID token that is verified when it is first asked for, and once at most.
   *
   * @throws IdTokenRequiredError when the request carries no ID token
   * @throws InvalidTokenError when the ID token is not good, or not the caller's
   */
  identity(): Promise<CallerIdentity>;
}

/**
 * Carries the caller's context through everything a request does, asynchronous or not.
 *
 * @example
 * ```ts
 * import { ANONYMOUS, CallerContextStorage, IdTokenRequiredError } from 'castellan/core';
 *
 * const storage = new CallerContextStorage();
 * const context = {
 *   caller: ANONYMOUS,
 *   identity: () => Promise.reject(new IdTokenRequiredError('Nobody has signed in.')),
 * };
 *
 * export const kind = storage.run(context, () => storage.current().caller.kind);
 * ```
 */
export class CallerContextStorage {
  readonly #storage = new AsyncLocalStorage<CallerContext>();

  /** Runs `work`, and whatever it starts, on behalf of a caller. */
  run<T>(context: CallerContext, work: () => T): T {
    return this.#storage.run(context, work);
  }

  /**
   * Ties a function to whoever is calling now, or to nobody: it runs on their behalf whoever calls it. For batches,
   * listeners and schedulers, which run the functions of many callers in the context of one.
   */
  bind<Arguments extends unknown[], Result>(
    work: (...args: Arguments) => Result,
  ): (...args: Arguments) => Result {
    const context = this.#storage.getStore();
    return (...args) =>
      context === undefined
        ? this.#storage.exit(() => work(...args))
        : this.#storage.run(context, () => work(...args));
  }

  /**
   * On whose behalf the code at hand runs.
   *
   * @throws CallerContextMissingError outside of {@link run}
   */
  current(): CallerContext {
    const context = this.#storage.getStore();
    if (context !== undefined) return context;
    throw new CallerContextMissingError(
      'There is no caller here. Clients that act as the caller work while a request is handled and in what the ' +
        'handler awaits. In a queue worker open a context with the tokens that the job carries: callers.runAs({ ' +
        'idToken }, work), where callers is the injectable Callers. For work that is nobody’s, as at start-up, use ' +
        'a client of your own, with credentials of your own.',
    );
  }

  /**
   * The identity of the current caller, and of nobody else.
   *
   * @throws CallerContextMissingError outside of {@link run}
   * @throws InvalidTokenError `token_binding_mismatch` when the context holds the identity of another user
   */
  async identity(): Promise<CallerIdentity> {
    const context = this.current();
    const identity = await context.identity();
    if (isOf(context.caller, identity)) return identity;
    throw new InvalidTokenError(
      'token_binding_mismatch',
      'The ID token is not one of the caller of this request.',
    );
  }
}

function isOf(caller: Caller, { principal }: CallerIdentity): boolean {
  if (principal === undefined) return caller.kind === 'anonymous';
  return caller.kind === 'user' && caller.issuer === principal.issuer && caller.sub === principal.sub;
}
