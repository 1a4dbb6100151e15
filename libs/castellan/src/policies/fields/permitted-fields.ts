import { PolicyFailureError } from '../../errors/index.js';
import type { CallerAbility } from '../caller-ability.js';
import type { ActionOn, FieldsOf, SubjectType } from '../policy-types.js';

/**
 * Those of some fields to which the caller may do something, in order. To build a form from, for example.
 *
 * @param instance The subject itself. Without it, a rule with conditions permits nothing.
 * @param candidates The fields to choose from: a policy does not know what fields there are.
 * @throws PolicyFailureError if a policy failed or the instance is no object.
 *
 * @example
 * ```ts
 * import { permittedFields, type CallerAbility } from 'castellan/core';
 *
 * export function editable(ability: CallerAbility, article: object): string[] {
 *   return permittedFields(ability, 'update', 'Article', article, ['title', 'text', 'authorId']);
 * }
 * ```
 */
export function permittedFields<const Subject extends SubjectType, Field extends string>(
  ability: CallerAbility,
  action: ActionOn<Subject>,
  subject: Subject,
  instance: unknown,
  candidates: readonly Field[] & FieldsOf<Subject, Field>,
): Field[] {
  return (candidates as readonly Field[]).filter((field) =>
    permits(ability, action, subject, instance, field),
  );
}

/** Whether the rules grant it. @throws PolicyFailureError where that cannot be said. */
export function permits(
  ability: CallerAbility,
  action: string,
  subject: SubjectType,
  instance: unknown,
  field?: string,
): boolean {
  const decision = ability.decide(action, subject, instance, field);
  if (decision.granted || decision.reason !== 'policy_failed') return decision.granted;
  throw new PolicyFailureError(decision.message, { cause: decision.cause });
}
