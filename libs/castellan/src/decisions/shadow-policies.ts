import {
  type Assertion,
  type Decision,
  type Denied,
  type PolicySet,
  type SubjectReference,
  toError,
} from '../policies/index.js';
import type { Caller } from '../tokens/index.js';

/** Policies on trial: they decide beside those in force, and nothing follows from it but an entry. */
export interface ShadowPolicies {
  /** All of the policies as they would be. */
  readonly policies: PolicySet;
  /**
   * Loads a subject that the policies in force did not need. The handler must not get to see it. Default:
   * `loadSubject` of the context.
   */
  readonly loadSubject?: ((reference: SubjectReference) => unknown) | undefined;
}

/** Whether a decision is one that policies have no part in: who is calling, or how they signed in, was not enough. */
export function isBeforePolicies(decision: Decision): boolean {
  return !decision.granted && BEFORE_POLICIES.has(decision.reason);
}

const BEFORE_POLICIES: ReadonlySet<Denied['reason']> = new Set<Denied['reason']>([
  'anonymous',
  'stale_authentication',
  'weak_authentication',
  'unknown_authentication',
]);

/** Whether the caller would get another answer. */
export function differ(caller: Caller, live: Decision, shadow: Decision): boolean {
  if (live.granted || shadow.granted) return live.granted !== shadow.granted;
  return toError(live, caller).code !== toError(shadow, caller).code;
}

/** Asks the policies on trial what a handler asked those in force. */
export function repeatAssertion(policies: PolicySet, caller: Caller, assertion: Assertion): Decision {
  const { action, subjectType, instance, fields } = assertion;
  const ability = policies.abilityFor(caller);
  return fields === undefined
    ? ability.decide(action, subjectType, instance)
    : ability.decideFields(action, subjectType, instance, fields);
}
