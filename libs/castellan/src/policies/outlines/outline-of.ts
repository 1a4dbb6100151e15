import type { Requirement } from '../requirement.js';
import type { RequirementOutline } from './requirement-outline.js';

/** The outline of a requirement. One that has none is known by its description alone. */
export function outlineOf(requirement: Requirement): RequirementOutline {
  return requirement.outline ?? { kind: 'custom', description: requirement.describe() };
}
