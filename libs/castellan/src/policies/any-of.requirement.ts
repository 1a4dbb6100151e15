import { decideInTurn, mostTelling, requireMembers } from './composition.js';
import { grant, type Denied } from './decision.js';
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
  return Object.freeze<Requirement>({
    immediate: ordered.every((member) => member.immediate),
    decide(context) {
      const denials: Denied[] = [];
      return decideInTurn(
        ordered,
        context,
        (decision) => {
          if (decision.granted) return grant(decision.by);
          denials.push(decision);
          return undefined;
        },
        () => mostTelling(denials as [Denied, ...Denied[]]),
      );
    },
    describe: () => description,
  });
}
