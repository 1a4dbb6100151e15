import type { RequirementOutline } from '../policies/index.js';
import type { ObservedQuestion } from './observed-request.js';

/**
 * The question to the policies that a requirement asks; `undefined` where there is none, or more than one.
 *
 * @param checked The fields of the body, for a question that is about these.
 */
export function questionOf(
  outline: RequirementOutline | undefined,
  checked: readonly string[] | undefined,
): ObservedQuestion | undefined {
  const [question, ...others] = outline === undefined ? [] : questionsIn(outline, checked);
  return others.length === 0 ? question : undefined;
}

function questionsIn(
  outline: RequirementOutline,
  checked: readonly string[] | undefined,
): readonly ObservedQuestion[] {
  if (outline.kind === 'not') return questionsIn(outline.member, checked);
  if (outline.kind === 'allOf' || outline.kind === 'anyOf') {
    return outline.members.flatMap((member) => questionsIn(member, checked));
  }
  if (outline.kind !== 'can') return [];
  const { action, subject, field, checksFields } = outline;
  const fields = checksFields === true ? checked : field !== undefined && [field];
  return [{ action, subject, ...(fields && { fields }) }];
}
