import type { AuthenticationDemand } from '../errors/index.js';
import type { AppliedRule } from './applied-rule.js';

/**
 * Why a decision is a denial. Stable and machine-readable.
 *
 * - `anonymous`: the question needs a verified caller.
 * - `no_requirement`: the handler states no requirement, so nobody may use it.
 * - `pool`: the caller belongs to another user pool than the one the question is about.
 * - `group`, `scope`, `claim`: the caller lacks one.
 * - `tenant`: the request is about another tenant than the caller's, or one of the two does not say which.
 * - `stale_authentication`, `weak_authentication`: the user signed in too long ago, or not in one of the ways asked.
 * - `unknown_authentication`: the token does not say when or how the user signed in.
 * - `identity_provider`: the account is of another identity provider, or of none.
 * - `unknown_identity_provider`: the token does not say to which identity providers the account is linked.
 * - `rule`: no rule of a policy grants this, or a rule forbids it.
 * - `body`: the body of the request has no fields that could be checked, or names what is no field.
 * - `excluded`: the caller has what `not(...)` or `{ none: [...] }` rules out.
 * - `subject_not_found`: the instance does not exist, or its existence is hidden from the caller.
 * - `subject_not_loaded`: the rules have conditions and there is no instance to check them on.
 * - `policy_failed`: a policy, a predicate or a loader threw, rejected, was too slow or answered nonsense.
 */
export type DenialReason =
  | 'anonymous'
  | 'no_requirement'
  | 'pool'
  | 'group'
  | 'scope'
  | 'claim'
  | 'tenant'
  | 'stale_authentication'
  | 'weak_authentication'
  | 'unknown_authentication'
  | 'identity_provider'
  | 'unknown_identity_provider'
  | 'rule'
  | 'body'
  | 'excluded'
  | 'subject_not_found'
  | 'subject_not_loaded'
  | 'policy_failed';

/** The caller may. */
export interface Granted {
  /** Tells it from a {@link Denied}. */
  readonly granted: true;
  /** What granted it, for the log: a requirement such as `groups(editors)`, or a policy such as `ArticlePolicies.editors`. */
  readonly by: string;
  /** The rule that allows it. Set where a policy was asked. */
  readonly rule?: AppliedRule;
  /** What the members of a composition decided, in the order in which they were asked. */
  readonly trail?: readonly DecisionStep[];
}

/** What a grant can say besides what granted it. */
export type GrantDetails = Pick<Granted, 'rule' | 'trail'>;

/** One member of a composition, and its decision. */
export interface DecisionStep {
  /** The member as text, such as `groups(editors)`. */
  readonly requirement: string;
  /** What it decided. Members that were not asked have no step. */
  readonly decision: Decision;
}

/** What the caller lacks. Names only, never values. */
export interface Missing {
  /** Groups of the pool that was asked about. */
  readonly groups?: readonly string[];
  /** Scopes of an access token. */
  readonly scopes?: readonly string[];
  /** Claims that are not there, or have another value. */
  readonly claims?: readonly string[];
}

/** What a denial can say besides its reason. */
export interface DenialDetails {
  /** What the caller lacks. Set where that is known. */
  readonly missing?: Missing;
  /** Every scope the resource needs, those the caller has included. Set when scopes are all that is missing. */
  readonly requiredScopes?: readonly string[];
  /** What the resource asks of the user's sign-in. Set where that is what is missing. */
  readonly authentication?: AuthenticationDemand;
  /** The policy whose rule forbids this. */
  readonly by?: string;
  /** The text a policy gave with `because(...)`. */
  readonly because?: string;
  /** The rule that forbids this, or of which the condition could not be checked without the instance. */
  readonly rule?: AppliedRule;
  /** The rules that would allow this and whose conditions the instance does not fulfil. */
  readonly unfulfilledRules?: readonly AppliedRule[];
  /** The rules that would be about this question and were not built, and why not. */
  readonly unbuiltRules?: readonly string[];
  /** What the members of a composition decided, in the order in which they were asked. */
  readonly trail?: readonly DecisionStep[];
  /** The error behind `policy_failed`, for the log. Not enumerable, so that it does not print with the decision. */
  readonly cause?: unknown;
}

/** The caller may not. */
export interface Denied extends DenialDetails {
  /** Tells it from a {@link Granted}. */
  readonly granted: false;
  /** Stable and machine-readable. */
  readonly reason: DenialReason;
  /** For developers and logs. No answer to a caller contains it. */
  readonly message: string;
}

/**
 * The answer to "may this caller do this?". A frozen value: nothing is thrown until somebody calls
 * {@link toError}.
 */
export type Decision = Granted | Denied;

/**
 * Makes a grant, for a {@link Requirement} of your own.
 *
 * @param by What grants it, for the log.
 * @param details What the decision says besides, for the log.
 *
 * @example
 * ```ts
 * import { deny, grant, type Requirement } from 'castellan/core';
 *
 * export const usersOnWeekdays: Requirement = {
 *   immediate: true,
 *   describe: () => 'usersOnWeekdays',
 *   decide: ({ caller, now }) => {
 *     if (caller.kind !== 'user') return deny('anonymous', 'usersOnWeekdays needs a user.');
 *     const isWeekday = new Date(now).getUTCDay() % 6 !== 0;
 *     return isWeekday ? grant('usersOnWeekdays') : deny('rule', 'It is Saturday or Sunday.');
 *   },
 * };
 * ```
 */
export function grant(by: string, details?: GrantDetails): Granted {
  if (details === undefined) return Object.freeze({ granted: true, by });
  const own = { granted: true as const, by };
  // Twenty times faster than a spread.
  return Object.freeze(Object.assign({ granted: true as const, by }, details, own));
}

/**
 * Makes a denial, for a {@link Requirement} of your own.
 *
 * @param message For developers and logs. No answer to a caller contains it.
 *
 * @example
 * ```ts
 * import { type DecisionContext, type Decision, deny, grant } from 'castellan/core';
 *
 * export function onWeekdays({ now }: DecisionContext): Decision {
 *   const day = new Date(now).getUTCDay();
 *   return day >= 1 && day <= 5 ? grant('rule') : deny('rule', 'It is the weekend.');
 * }
 * ```
 */
export function deny(reason: DenialReason, message: string, details: DenialDetails = {}): Denied {
  const own = { granted: false as const, reason, message };
  const denied: { -readonly [Name in keyof Denied]: Denied[Name] } = Object.assign(
    { granted: false as const, reason, message },
    details,
    own,
  );
  if (denied.missing !== undefined && !Object.isFrozen(denied.missing)) {
    denied.missing = frozenNames(denied.missing);
  }
  if ('cause' in denied) Object.defineProperty(denied, 'cause', { enumerable: false });
  return Object.freeze(denied);
}

/** A copy: the lists may be those of the requirement, and whoever reads the decision must not change what it asks. */
function frozenNames(missing: Missing): Missing {
  return Object.freeze(
    Object.fromEntries(
      Object.entries(missing).map(([kind, names]) => [kind, Object.freeze([...(names as string[])])]),
    ),
  );
}

/**
 * The reasons that say "this could not be judged". `not(...)` passes them on unchanged, because turning one
 * around would make a grant out of an error or of a missing caller.
 */
const UNDECIDED: ReadonlySet<DenialReason> = new Set<DenialReason>([
  'policy_failed',
  'anonymous',
  'pool',
  'tenant',
  'body',
  'unknown_authentication',
  'unknown_identity_provider',
  'no_requirement',
  'subject_not_found',
  'subject_not_loaded',
]);

export function isUndecided(denied: Denied): boolean {
  return UNDECIDED.has(denied.reason);
}

const OF_AUTHENTICATION: ReadonlySet<DenialReason> = new Set<DenialReason>([
  'stale_authentication',
  'weak_authentication',
  'unknown_authentication',
]);

/** Whether signing in again, in another way perhaps, is what would help. */
export function isAuthenticationDenial(denied: Denied): boolean {
  return OF_AUTHENTICATION.has(denied.reason);
}

/**
 * The decision about a handler that states no requirement at all: nobody may use it. An adapter returns this
 * where it finds neither a requirement nor an explicit `@Public()`.
 *
 * @example
 * ```ts
 * import { type Decision, NO_REQUIREMENT } from 'castellan/core';
 *
 * export function decideAbout(requirement: (() => Decision) | undefined): Decision {
 *   return requirement?.() ?? NO_REQUIREMENT;
 * }
 * ```
 */
export const NO_REQUIREMENT: Denied = deny(
  'no_requirement',
  'The handler states no requirement, so it is closed to everybody. Give it a requirement or make it public.',
);

/** The denial a requirement has for a caller without a token. */
export function denyAnonymous(requirement: string): Denied {
  return deny('anonymous', `${requirement} needs a verified caller and the request carries no credentials.`);
}
