import { ConfigurationError } from '../errors/index.js';
import type { Claims, Principal } from '../tokens/principal.js';
import { describeValue } from './names.js';

/** A claim value that can be written down. Cognito's custom attributes are always strings. */
export type ClaimValue = string | number | boolean;

/** Judges the value of a claim. Only `true` grants; anything but `true` and `false` is a failure. */
export type ClaimPredicate = (value: unknown, principal: Principal) => boolean | Promise<boolean>;

/** What a claim has to be: one value, one of several, or whatever a predicate says. */
export type ExpectedClaim = ClaimValue | readonly ClaimValue[] | ClaimPredicate;

/** An {@link ExpectedClaim} after its check. */
export type ClaimCheck =
  { readonly values: ReadonlySet<unknown> } | { readonly predicate: (...args: never[]) => unknown };

/** Checks what a developer wrote about a claim. */
export function parseExpectedClaim(what: string, expected: unknown): ClaimCheck {
  if (typeof expected === 'function') return { predicate: expected as ClaimPredicate };
  const values: readonly unknown[] = Array.isArray(expected) ? expected : [expected];
  if (values.length === 0) throw new ConfigurationError(`${what} is compared to an empty list.`);
  const invalid = values.findIndex((value) => !isClaimValue(value));
  if (invalid !== -1) {
    throw new ConfigurationError(
      `${what} must be compared to a string, a number, a boolean, a list of these, or a function, ` +
        `but it is ${describeValue(values[invalid])}.`,
    );
  }
  return { values: new Set(values) };
}

function isClaimValue(value: unknown): value is ClaimValue {
  return typeof value === 'string' ? value !== '' : typeof value === 'boolean' || Number.isFinite(value);
}

/** The value of a claim the token really carries: never one of a prototype. */
export function ownClaim(claims: Claims, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}
