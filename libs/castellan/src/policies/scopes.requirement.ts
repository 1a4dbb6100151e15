import { ConfigurationError } from '../errors/index.js';
import { deny, denyAnonymous, grant } from './decision.js';
import { requireNames } from './names.js';
import type { Requirement } from './requirement.js';

/** One scope token: RFC 6749, section 3.3. */
const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/**
 * The caller's token has all of these scopes. Only access tokens have any.
 *
 * @param names Full scope names, such as `articles/write`. Case-sensitive.
 * @throws ConfigurationError if there is none, or if one is empty or not a scope (two in one string, say).
 *
 * @example
 * ```ts
 * import { scopes } from 'castellan/core';
 *
 * export const mayImport = scopes('articles/write', 'articles/import');
 * ```
 */
export function scopes(...names: readonly string[]): Requirement {
  const required = requireScopes('scopes(...)', names);
  const description = `scopes(${required.join(', ')})`;
  const granted = grant(description);
  const anonymous = denyAnonymous(description);
  return Object.freeze<Requirement>({
    immediate: true,
    lasting: true,
    requiredScopes: required,
    decide({ caller }) {
      if (caller.kind === 'anonymous') return anonymous;
      const missing = required.filter((scope) => !caller.scopes.includes(scope));
      if (missing.length === 0) return granted;
      return deny('scope', `The token lacks the scope ${missing.join(' and ')}.`, {
        missing: { scopes: missing },
        requiredScopes: required,
      });
    },
    outline: { kind: 'scopes', all: required },
    describe: () => description,
  });
}

/** Checks scope names a developer wrote. */
export function requireScopes(what: string, names: unknown): readonly string[] {
  const scopeNames = requireNames(what, names);
  const invalid = scopeNames.find((name) => !SCOPE_TOKEN.test(name));
  if (invalid !== undefined) {
    throw new ConfigurationError(
      `${what}: "${invalid}" is not one scope. Write each scope as a string of its own, without spaces or quotes.`,
    );
  }
  return scopeNames;
}
