import { decideInTurn, mostTelling, requireMembers } from './composition.js';
import { deny, grant, type Decision, type Denied } from './decision.js';
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
  const requiredScopes = [...new Set(members.flatMap((member) => member.requiredScopes ?? []))];

  function decide(context: DecisionContext): Decision | Promise<Decision> {
    const denials: Denied[] = [];
    let by = '';
    return decideInTurn(
      ordered,
      context,
      (decision, index) => {
        if (decision.granted) by = by === '' ? decision.by : `${by} and ${decision.by}`;
        else denials.push(decision);
        const [first, ...others] = denials;
        if (first === undefined || index + 1 < immediateCount) return undefined;
        return withRequiredScopes(mostTelling([first, ...others]), requiredScopes);
      },
      () => grant(by),
    );
  }

  return Object.freeze<Requirement>({
    immediate: immediateCount === ordered.length,
    ...(requiredScopes.length > 0 && { requiredScopes }),
    decide,
    describe: () => description,
  });
}

/** A challenge names every scope the resource needs: a client that asks for the missing one only loses the others. */
function withRequiredScopes(denied: Denied, requiredScopes: readonly string[]): Denied {
  if (denied.reason !== 'scope') return denied;
  const needed = new Set([...requiredScopes, ...(denied.requiredScopes ?? [])]);
  return deny('scope', denied.message, { ...denied, requiredScopes: [...needed] });
}
