import type { IamTemplate } from './iam-template.js';

/** One value and a list of one are the same in a policy, and so are two orders of a list. */
export const canonical = (template: IamTemplate): unknown => sorted(template);

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const members = value.map(sorted).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    return members.length === 1 ? members[0] : members;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, member]) => [key, sorted(member)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
