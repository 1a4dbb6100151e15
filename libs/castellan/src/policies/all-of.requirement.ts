import type { AppliedRule } from './applied-rule.js';
import {
  decideInTurn,
  isLasting,
  mostTelling,
  referencesOf,
  requireMembers,
  stepOf,
  withDetails,
} from './composition.js';
import { grant, type Decision, type DecisionStep, type Denied, type Granted } from './decision.js';
import { outlineOf } from './outlines/outline-of.js';
import type { DecisionContext, Requirement } from './requirement.js';

/**
 * Every one of these requirements.
 *
 * Those that need no loading are asked first, all of them, so that the denial names everything that is
 * missing. Nothing is loaded for a caller who lacks one of them. A loading requirement is asked only after the
 * one before it granted.
 *
 * @throws ConfigurationError if it is empty or a member is not a requirement.
 *
 * @example
 * ```ts
 * import { allOf, claim, scopes } from 'castellan/core';
 *
 * export const goldWriters = allOf(scopes('articles/write'), claim('custom:tier', 'gold'));
 * ```
 */
export function allOf(...members: readonly Requirement[]): Requirement {
  const ordered = requireMembers('allOf', members);
  const immediateCount = ordered.filter((member) => member.immediate).length;
  const description = `allOf(${members.map((member) => member.describe()).join(', ')})`;
  const texts = ordered.map((member) => member.describe());
  const requiredScopes = [...new Set(members.flatMap((member) => member.requiredScopes ?? []))];

  function decide(context: DecisionContext): Decision | Promise<Decision> {
    const trail: DecisionStep[] = [];
    let isDenied = false;
    return decideInTurn(
      ordered,
      context,
      (decision, index) => {
        // One requirement is the everyday case: what it decides is the decision.
        if (ordered.length === 1)
          return decision.granted ? decision : withRequiredScopes(decision, requiredScopes);
        trail.push(stepOf(texts[index] ?? '', decision));
        isDenied ||= !decision.granted;
        if (!isDenied || index + 1 < immediateCount) return undefined;
        return withRequiredScopes(mostTelling(trail), requiredScopes);
      },
      () => grantOfAll(trail),
    );
  }

  return Object.freeze<Requirement>({
    immediate: immediateCount === ordered.length,
    lasting: ordered.every(isLasting),
    ...(requiredScopes.length > 0 && { requiredScopes }),
    decide,
    ...referencesOf(members),
    outline: { kind: 'allOf', members: members.map(outlineOf) },
    describe: () => description,
  });
}

/** Names the rule where exactly one member asked a policy; with several, each is in its own step. */
function grantOfAll(trail: readonly DecisionStep[]): Granted {
  let by = '';
  let rule: AppliedRule | undefined;
  let rules = 0;
  for (const { decision } of trail as readonly { readonly decision: Granted }[]) {
    by = by === '' ? decision.by : `${by} and ${decision.by}`;
    if (decision.rule === undefined) continue;
    rule = decision.rule;
    rules += 1;
  }
  Object.freeze(trail);
  return grant(by, rule !== undefined && rules === 1 ? { rule, trail } : { trail });
}

/** A challenge names every scope the resource needs: a client that asks for the missing one only loses the others. */
function withRequiredScopes(denied: Denied, requiredScopes: readonly string[]): Denied {
  if (denied.reason !== 'scope') return denied;
  const named = denied.requiredScopes ?? [];
  if (requiredScopes.every((scope) => named.includes(scope))) return denied;
  return withDetails(denied, denied.message, { requiredScopes: [...new Set([...requiredScopes, ...named])] });
}
