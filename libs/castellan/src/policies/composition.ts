import { ConfigurationError } from '../errors/index.js';
import type { AuthenticationDemand } from '../errors/index.js';
import {
  deny,
  isAuthenticationDenial,
  isUndecided,
  type Decision,
  type DecisionStep,
  type DenialDetails,
  type Denied,
  type Missing,
} from './decision.js';
import { describeValue } from './names.js';
import { attempt, type DecisionContext, type Requirement } from './requirement.js';
import { isThenable } from './thenable.js';

/** Checks the members of a composition and puts those first that need no loading. */
export function requireMembers(what: string, members: readonly unknown[]): readonly Requirement[] {
  if (members.length === 0) {
    throw new ConfigurationError(`${what}() is empty. A composition needs at least one requirement.`);
  }
  const requirements = members.map((member) => requireRequirement(what, member));
  return [
    ...requirements.filter((requirement) => requirement.immediate),
    ...requirements.filter((requirement) => !requirement.immediate),
  ];
}

/** Whether what it decides lasts. A requirement of somebody else's says so with `true` and nothing else. */
export function isLasting({ lasting }: Requirement): boolean {
  return lasting === true;
}

/** What loads the instances that the members decide about, each once. */
export function referencesOf(members: readonly Requirement[]): Pick<Requirement, 'references'> {
  const references = [...new Set(members.flatMap((member) => member.references ?? []))];
  return references.length === 0 ? {} : { references };
}

export function requireRequirement(what: string, value: unknown): Requirement {
  if (typeof value === 'object' && value !== null) {
    const { decide, describe } = value as Partial<Requirement>;
    if (typeof decide === 'function' && typeof describe === 'function') return value as Requirement;
  }
  throw new ConfigurationError(
    `${what}(...) takes requirements such as groups('editors'), but one is ${describeValue(value)}.`,
  );
}

/**
 * Asks the members one after another. `visit` sees each decision and ends the round by returning one;
 * `finish` decides when nobody did. It stays synchronous as long as every member does.
 */
export function decideInTurn(
  members: readonly Requirement[],
  context: DecisionContext,
  visit: (decision: Decision, index: number) => Decision | undefined,
  finish: () => Decision,
  start = 0,
): Decision | Promise<Decision> {
  for (let index = start; ; index++) {
    const member = members[index];
    if (member === undefined) return finish();
    const outcome = attempt(member, context);
    if (isThenable(outcome)) {
      return outcome.then(
        (decision) => visit(decision, index) ?? decideInTurn(members, context, visit, finish, index + 1),
      );
    }
    const end = visit(outcome, index);
    if (end !== undefined) return end;
  }
}

/** Remembers what a member of a composition decided. */
export function stepOf(requirement: string, decision: Decision): DecisionStep {
  return Object.freeze({ requirement, decision });
}

/**
 * One denial for those of several members. What could not be judged comes first, failures before all, so that an error is never
 * reported as a plain "no". A sign-in that is not enough and a missing scope come last, because a challenge is only
 * right when nothing else is missing; the sign-in before the scope, as authentication comes before authorization.
 *
 * @param trail What the members decided, of whom at least one denies.
 */
export function mostTelling(trail: readonly DecisionStep[]): Denied {
  Object.freeze(trail);
  const denials = trail.flatMap(({ decision }) => (decision.granted ? [] : [decision]));
  const [first, ...others] = denials as [Denied, ...Denied[]];
  if (others.length === 0) return withDetails(first, first.message, { trail });
  const telling =
    denials.find((denied) => denied.reason === 'policy_failed') ??
    denials.find((denied) => isUndecided(denied) && !isAuthenticationDenial(denied)) ??
    denials.find((denied) => denied.reason !== 'scope' && !isAuthenticationDenial(denied)) ??
    denials.find(isAuthenticationDenial) ??
    first;
  const messages = [telling, ...denials.filter((denied) => denied !== telling)].map(({ message }) => message);
  const missing = mergeMissing(denials);
  const authentication = isAuthenticationDenial(telling) ? mergeDemands(denials) : undefined;
  return withDetails(telling, messages.join(' '), {
    trail,
    ...(missing && { missing }),
    ...(authentication && { authentication }),
  });
}

/** The same denial with other words. The cause is not enumerable and would get lost. */
export function withDetails(denied: Denied, message: string, details: DenialDetails): Denied {
  const { cause, reason } = denied;
  return deny(reason, message, Object.assign(cause === undefined ? {} : { cause }, denied, details));
}

/** One challenge asks for everything, so that the user has to sign in once. */
function mergeDemands(denials: readonly Denied[]): AuthenticationDemand {
  const demands = denials.flatMap(({ authentication }) => authentication ?? []);
  const ages = demands.flatMap(({ maxAgeSeconds }) => maxAgeSeconds ?? []);
  const acrValues = new Set(demands.flatMap((demand) => demand.acrValues ?? []));
  return Object.freeze({
    ...(ages.length > 0 && { maxAgeSeconds: Math.min(...ages) }),
    ...(acrValues.size > 0 && { acrValues: Object.freeze([...acrValues]) }),
  });
}

function mergeMissing(denials: readonly Denied[]): Missing | undefined {
  const merged: { -readonly [Kind in keyof Missing]: readonly string[] } = {};
  for (const { missing } of denials) {
    for (const kind of ['groups', 'scopes', 'claims'] as const) {
      const names = missing?.[kind];
      if (names !== undefined) merged[kind] = [...new Set([...(merged[kind] ?? []), ...names])];
    }
  }
  return Object.keys(merged).length === 0 ? undefined : merged;
}
