import { ConfigurationError } from '../errors/index.js';
import type { Claims, Principal } from '../tokens/principal.js';
import { deny, denyAnonymous, grant, type Decision, type Denied } from './decision.js';
import {
  ownClaim,
  parseExpectedClaim,
  type ClaimCheck,
  type ClaimValue,
  type ExpectedClaim,
} from './expected-claim.js';
import { describeValue, requireName } from './names.js';
import type { DecisionContext, Requirement } from './requirement.js';
import { isThenable } from './thenable.js';
import { allOf } from './all-of.requirement.js';

/** Judges all claims of a token. Only `true` grants; anything but `true` and `false` is a failure. */
export type ClaimsPredicate = (claims: Claims, principal: Principal) => boolean | Promise<boolean>;

/**
 * The caller's token carries a claim with this value.
 *
 * Nothing is coerced: `'3'` is not `3`, and a claim that is a list never equals a string (use a function). A
 * function is asked only if the claim is there.
 *
 * @param expected One value, a list of which one must be equal, or a function (it may be asynchronous).
 * @throws ConfigurationError if the name or a value is missing, empty or of another type.
 *
 * @example
 * ```ts
 * import { claim } from 'castellan/core';
 *
 * export const gold = claim('custom:tier', ['gold', 'platinum']);
 * export const recent = claim('custom:level', (level) => Number(level) >= 3);
 * ```
 */
export function claim(name: string, expected: ExpectedClaim): Requirement {
  requireName('claim(...): the name', name);
  const check = parseExpectedClaim(`claim(${name})`, expected);
  const description = `claim(${name})`;
  const granted = grant(description);
  const anonymous = denyAnonymous(description);
  const details = { missing: { claims: [name] } };
  const absent = deny('claim', `The token has no claim ${name}.`, details);
  const different = deny(
    'claim',
    `The claim ${name} has another value than ${description} accepts.`,
    details,
  );
  return Object.freeze<Requirement>({
    immediate: 'values' in check,
    lasting: 'values' in check,
    decide({ caller }) {
      if (caller.kind === 'anonymous') return anonymous;
      const value = ownClaim(caller.claims, name);
      if (value === undefined) return absent;
      if ('values' in check) return check.values.has(value) ? granted : different;
      return judge(callPredicate(check, value, caller), granted, different);
    },
    outline: {
      kind: 'claims',
      names: [name],
      ...('values' in check && { values: [...check.values] as ClaimValue[] }),
    },
    describe: () => description,
  });
}

/**
 * All of these claims have these values, or a function of all claims says so.
 *
 * @throws ConfigurationError if the object is empty, or a value is missing, empty or of another type.
 *
 * @example
 * ```ts
 * import { claims } from 'castellan/core';
 *
 * export const acme = claims({ 'custom:tenant': 'acme', 'custom:tier': ['gold', 'platinum'] });
 * export const verified = claims((all) => all['email_verified'] === true);
 * ```
 */
export function claims(expected: Readonly<Record<string, ExpectedClaim>> | ClaimsPredicate): Requirement {
  if (typeof expected === 'function') return claimsPredicate(expected);
  if (typeof expected !== 'object' || (expected as unknown) === null || Array.isArray(expected)) {
    throw new ConfigurationError(
      `claims(...) takes an object or a function, but it is ${describeValue(expected)}.`,
    );
  }
  const members = Object.entries(expected).map(([name, value]) => claim(name, value));
  if (members.length === 0) throw new ConfigurationError('claims({}) requires nothing. Name a claim.');
  return allOf(...members);
}

function claimsPredicate(predicate: ClaimsPredicate): Requirement {
  const description = 'claims(function)';
  const granted = grant(description);
  const anonymous = denyAnonymous(description);
  const refused = deny('claim', 'The function given to claims(...) refuses the claims of the token.');
  return Object.freeze<Requirement>({
    immediate: false,
    decide: ({ caller }: DecisionContext) =>
      caller.kind === 'anonymous' ? anonymous : judge(predicate(caller.claims, caller), granted, refused),
    outline: { kind: 'claims', names: [] },
    describe: () => description,
  });
}

function callPredicate(
  check: Extract<ClaimCheck, { predicate: unknown }>,
  value: unknown,
  principal: Principal,
): unknown {
  return (check.predicate as (value: unknown, principal: Principal) => unknown)(value, principal);
}

/** Only a boolean is an answer: a forgotten `return` or a truthy object is a failure, not a grant. */
function judge(answer: unknown, granted: Decision, refused: Denied): Decision | Promise<Decision> {
  if (isThenable(answer)) {
    return Promise.resolve(answer).then((settled) => judgeSettled(settled, granted, refused));
  }
  return judgeSettled(answer, granted, refused);
}

function judgeSettled(answer: unknown, granted: Decision, refused: Denied): Decision {
  if (answer === true) return granted;
  if (answer === false) return refused;
  return deny(
    'policy_failed',
    `A claim function must answer true or false, but it answered ${describeValue(answer)}.`,
  );
}
