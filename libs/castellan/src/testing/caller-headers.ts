import type { TokenUse } from '../tokens/index.js';
import { describeValue, wrongOption } from '../tokens/option-checks.js';
import type { MachineTokenOptions, TokenFactory, UserTokenOptions } from './token-factory.js';

/** The headers of a request with a bearer token. */
export type BearerHeaders = Readonly<Record<'authorization', string>>;

/** The headers of a request with an access token and the ID token of the same sign-in. */
export type IdTokenHeaders = Readonly<Record<'authorization' | 'x-id-token', string>>;

/** How a user presents himself. */
export interface BearerTokenOptions extends UserTokenOptions {
  /** Which token is the bearer token. Default `access`. */
  readonly tokenUse?: TokenUse;
}

/**
 * The headers of a request that a user makes.
 *
 * @throws ConfigurationError if an option is unknown or of the wrong type, or where `NODE_ENV` is `production`.
 *
 * @example
 * ```ts
 * import { asUser, type TokenFactory } from 'castellan/testing';
 *
 * export function listArticles(url: string, factory: TokenFactory): Promise<Response> {
 *   return fetch(`${url}/articles`, { headers: asUser(factory, { username: 'alice', groups: ['editors'] }) });
 * }
 * ```
 */
export function asUser(factory: TokenFactory, options: BearerTokenOptions = {}): BearerHeaders {
  const { tokenUse = 'access', ...user } = options;
  switch (tokenUse) {
    case 'access':
      return bearer(factory.userAccess(user));
    case 'id':
      return bearer(factory.userId(user));
    default:
      throw wrongOption('tokenUse', describeValue(tokenUse), `'access' or 'id'`);
  }
}

/**
 * The headers of a request that a user makes to a route that uses AWS: the access token, and the ID token in
 * `x-id-token`. Where `idTokenHeader` is configured to another name, put `factory.userId(options)` there.
 *
 * Claims and other overrides go into both tokens. An identity pool of AWS does not accept the tokens of a factory.
 *
 * @example
 * ```ts
 * import { asUserWithIdToken, type TokenFactory } from 'castellan/testing';
 *
 * export const editorHeaders = (factory: TokenFactory) => asUserWithIdToken(factory, { groups: ['editors'] });
 * ```
 */
export function asUserWithIdToken(factory: TokenFactory, options: UserTokenOptions = {}): IdTokenHeaders {
  return { ...asUser(factory, options), 'x-id-token': factory.userId(options) };
}

/**
 * The headers of a request that a program with client credentials makes.
 *
 * @example
 * ```ts
 * import { asMachine, type TokenFactory } from 'castellan/testing';
 *
 * export const importerHeaders = (factory: TokenFactory) => asMachine(factory, { scopes: ['articles/import'] });
 * ```
 */
export function asMachine(factory: TokenFactory, options: MachineTokenOptions = {}): BearerHeaders {
  return bearer(factory.machine(options));
}

function bearer(token: string): BearerHeaders {
  return { authorization: `Bearer ${token}` };
}
