import { isLasting, referencesOf, requireRequirement, stepOf } from './composition.js';
import { deny, denyAnonymous, grant, isUndecided, type Decision } from './decision.js';
import { outlineOf } from './outlines/outline-of.js';
import { attempt, type Requirement } from './requirement.js';
import { isThenable } from './thenable.js';

/**
 * The opposite of a requirement, for a verified caller.
 *
 * It never makes a grant out of something that could not be judged: an anonymous caller, the caller of another
 * pool, a subject that is missing and a failure stay denied.
 *
 * @throws ConfigurationError if the argument is not a requirement.
 *
 * @example
 * ```ts
 * import { allOf, claim, groups, not } from 'castellan/core';
 *
 * export const activeEditors = allOf(groups('editors'), not(claim('custom:status', 'suspended')));
 * ```
 */
export function not(requirement: Requirement): Requirement {
  const inner = requireRequirement('not', requirement);
  const description = `not(${inner.describe()})`;
  const innerText = inner.describe();
  const anonymous = denyAnonymous(description);
  const excluded = `The caller fulfils ${innerText}, which is excluded here.`;

  function invert(decision: Decision): Decision {
    if (!decision.granted && isUndecided(decision)) return decision;
    const trail = Object.freeze([stepOf(innerText, decision)]);
    return decision.granted ? deny('excluded', excluded, { trail }) : grant(description, { trail });
  }

  return Object.freeze<Requirement>({
    immediate: inner.immediate,
    lasting: isLasting(inner),
    decide(context) {
      if (context.caller.kind === 'anonymous') return anonymous;
      const outcome = attempt(inner, context);
      return isThenable(outcome) ? outcome.then(invert) : invert(outcome);
    },
    ...referencesOf([inner]),
    outline: { kind: 'not', member: outlineOf(inner) },
    describe: () => description,
  });
}
