import { ConfigurationError } from '../errors/index.js';
import type { Requirement } from '../policies/index.js';
import type { TokenExpectation } from '../tokens/index.js';

/** What a handler asks of its callers. */
export interface HandlerOptions<Event> extends TokenExpectation {
  /** What callers have to fulfil. Exactly one of `require` and `public`. */
  readonly require?: Requirement;
  /** Lets everybody in, also without a token. A bad token is refused all the same. */
  readonly public?: true;
  /**
   * The bearer token of an event that has no headers: the messages of a WebSocket. What it gives is verified like any
   * other. Default: none, so that the caller of a message is anonymous.
   */
  readonly messageToken?: (event: Event) => string | undefined;
}

/** What an authorizer asks of every caller of what it stands in front of. */
export interface AuthorizerOptions extends TokenExpectation {
  /** Decided from the token alone: API Gateway keeps the answer for the token, whatever is called with it next. */
  readonly require: Requirement;
}

/** @throws ConfigurationError unless exactly one of `require` and `public` says who may call. */
export function checkHandlerOptions<Event>(options: HandlerOptions<Event>): HandlerOptions<Event> {
  requireKnown('handler', options, ['require', 'public', 'messageToken', 'tokenUse', 'pools']);
  const { require: requirement, public: isPublic, messageToken } = options;
  if (messageToken !== undefined && typeof (messageToken as unknown) !== 'function') {
    throw new ConfigurationError(
      'handler(...): messageToken must be a function of the event, such as (event) => JSON.parse(event.body).token.',
    );
  }
  if (requirement === undefined && (isPublic as unknown) === true) return options;
  if (isPublic === undefined && isRequirement(requirement)) return options;
  throw new ConfigurationError(
    'handler(...) needs exactly one of require, such as { require: groups("editors") }, and { public: true }.',
  );
}

/** @throws ConfigurationError unless there is a requirement, and it asks for nothing but the token. */
export function checkAuthorizerOptions(options: AuthorizerOptions): AuthorizerOptions {
  requireKnown('authorizer', options, ['require', 'tokenUse', 'pools']);
  const { require: requirement } = options;
  if (isRequirement(requirement) && requirement.immediate && (requirement.references ?? []).length === 0) {
    return options;
  }
  throw new ConfigurationError(
    'An authorizer needs a requirement that is decided from the token alone, such as { require: groups("editors") }: ' +
      'API Gateway keeps its answer for the token, whatever is called with it next. Decide about single instances in ' +
      'handler(...).',
  );
}

function isRequirement(value: unknown): value is Requirement {
  return typeof (value as Partial<Requirement> | undefined)?.decide === 'function';
}

function requireKnown(user: string, options: unknown, names: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
    throw new ConfigurationError(
      `${user}(...) needs an object of options, such as { require: groups("editors") }.`,
    );
  }
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new ConfigurationError(`${user}(...): ${unknown} is not an option. Use ${names.join(', ')}.`);
}
