import type { RequirementOutline } from '../policies/index.js';
import type { ObservedQuestion } from './observed-request.js';

/** The question to the policies that a requirement asks; `undefined` where there is none, or more than one. */
export function questionOf(outline: RequirementOutline | undefined): ObservedQuestion | undefined {
  const [question, ...others] = outline === undefined ? [] : questionsIn(outline);
  return others.length === 0 ? question : undefined;
}

function questionsIn(outline: RequirementOutline): readonly ObservedQuestion[] {
  if (outline.kind === 'not') return questionsIn(outline.member);
  if (outline.kind === 'allOf' || outline.kind === 'anyOf') return outline.members.flatMap(questionsIn);
  if (outline.kind !== 'can') return [];
  const { action, subject, field } = outline;
  return [{ action, subject, ...(field !== undefined && { fields: [field] }) }];
}
