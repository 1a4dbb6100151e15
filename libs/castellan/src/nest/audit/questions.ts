import type { RequirementOutline } from '../../policies/index.js';

/** One question to the policies that stands in a requirement. */
export type OutlinedQuestion = Extract<RequirementOutline, { kind: 'can' }>;

/** Every question to the policies in a requirement, however deep. */
export function questionsIn(outline: RequirementOutline): readonly OutlinedQuestion[] {
  if (outline.kind === 'can') return [outline];
  if (outline.kind === 'not') return questionsIn(outline.member);
  return 'members' in outline ? outline.members.flatMap(questionsIn) : [];
}
