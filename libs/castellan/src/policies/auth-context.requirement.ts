import { ConfigurationError } from '../errors/index.js';
import { deny, denyAnonymous, grant } from './decision.js';
import { ownClaim } from './expected-claim.js';
import { describeValue, requireName, requireNames } from './names.js';
import type { Requirement } from './requirement.js';

/** How the user has to have signed in. */
export interface AuthContextQuery {
  /**
   * The claim that says how the user signed in: a string or an array of strings. Cognito's tokens have none of
   * their own; a pre token generation trigger can add one, such as `amr` or `acr`.
   */
  readonly claim: string;
  /** The values of which one is needed, the preferred one first. They are shown to callers as `acr_values`. */
  readonly values: readonly string[];
}

const QUERY_MEMBERS: readonly string[] = ['claim', 'values'];
/** `acr_values` is a list with spaces between its members, inside of quotes. */
const LISTED_VALUE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/**
 * The user signed in in one of these ways, with a second factor for example, by a claim the application names. The
 * refusal is the challenge of RFC 9470, section 3, with `acr_values`.
 *
 * Nothing is coerced: a claim that is neither a string nor an array of strings never passes. Neither does a program:
 * no user signed in.
 *
 * @throws ConfigurationError if the claim or the values are missing, or a value is empty or has spaces or quotes.
 *
 * @example
 * ```ts
 * import { authContext } from 'castellan/core';
 *
 * export const withSecondFactor = authContext({ claim: 'amr', values: ['mfa'] });
 * ```
 */
export function authContext(query: AuthContextQuery): Requirement {
  const { claim, values } = parseQuery(query);
  const description = `authContext(${claim}: ${values.join(', ')})`;
  const granted = grant(description);
  const anonymous = denyAnonymous(description);
  const details = { missing: { claims: [claim] }, authentication: { acrValues: values } };
  const weak = deny('weak_authentication', `The claim ${claim} has none of ${values.join(', ')}.`, details);
  const unknown = deny(
    'unknown_authentication',
    `The token has no claim ${claim} that is a string or an array of strings, or it is that of a program.`,
    details,
  );
  return Object.freeze<Requirement>({
    immediate: true,
    decide({ caller }) {
      if (caller.kind === 'anonymous') return anonymous;
      const contexts = caller.kind === 'user' ? listOf(ownClaim(caller.claims, claim)) : undefined;
      if (contexts === undefined) return unknown;
      return values.some((value) => contexts.includes(value)) ? granted : weak;
    },
    outline: { kind: 'authContext', claim, values },
    describe: () => description,
  });
}

function listOf(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
}

function parseQuery(query: unknown): AuthContextQuery {
  if (typeof query !== 'object' || query === null) {
    throw new ConfigurationError(
      `authContext(...) takes an object such as { claim: 'amr', values: ['mfa'] }, but it is ${describeValue(query)}.`,
    );
  }
  const unknown = Object.keys(query).find((key) => !QUERY_MEMBERS.includes(key));
  if (unknown !== undefined) {
    throw new ConfigurationError(`authContext({ ${unknown} }) is not known. Use claim and values.`);
  }
  const { claim, values } = query as Partial<AuthContextQuery>;
  const names = requireNames('authContext({ values })', values);
  const invalid = names.find((name) => !LISTED_VALUE.test(name));
  if (invalid !== undefined) {
    throw new ConfigurationError(
      `authContext({ values }): ${JSON.stringify(invalid)} is not one value. Write each as a string of its own, ` +
        `without spaces, quotes and backslashes.`,
    );
  }
  return { claim: requireName('authContext({ claim })', claim), values: names };
}
