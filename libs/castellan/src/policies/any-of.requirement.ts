import { decideInTurn, isLasting, mostTelling, referencesOf, requireMembers, stepOf } from './composition.js';
import { grant, type DecisionStep } from './decision.js';
import { outlineOf } from './outlines/outline-of.js';
import type { Requirement } from './requirement.js';

/**
 * At least one of these requirements. Those that need no loading are asked first; the first grant ends it.
 *
 * If nobody grants and one of them failed, the denial is that failure: nobody can say what it would have
 * answered.
 *
 * @throws ConfigurationError if it is empty or a member is not a requirement.
 *
 * @example
 * ```ts
 * import { anyOf, groups, scopes } from 'castellan/core';
 *
 * export const mayWrite = anyOf(groups('admins'), scopes('articles/write'));
 * ```
 */
export function anyOf(...members: readonly Requirement[]): Requirement {
  const ordered = requireMembers('anyOf', members);
  const description = `anyOf(${members.map((member) => member.describe()).join(', ')})`;
  const texts = ordered.map((member) => member.describe());
  return Object.freeze<Requirement>({
    immediate: ordered.every((member) => member.immediate),
    lasting: ordered.every(isLasting),
    decide(context) {
      const trail: DecisionStep[] = [];
      return decideInTurn(
        ordered,
        context,
        (decision, index) => {
          // Nobody denied before it: there is nothing to add.
          if (decision.granted && trail.length === 0) return decision;
          trail.push(stepOf(texts[index] ?? '', decision));
          if (!decision.granted) return undefined;
          const { by, rule } = decision;
          Object.freeze(trail);
          return grant(by, rule === undefined ? { trail } : { rule, trail });
        },
        () => mostTelling(trail),
      );
    },
    ...referencesOf(members),
    outline: { kind: 'anyOf', members: members.map(outlineOf) },
    describe: () => description,
  });
}
