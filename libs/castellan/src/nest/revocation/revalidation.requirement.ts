import {
  authenticated,
  type Decision,
  type DecisionContext,
  type Requirement,
  type RequirementOutline,
} from '../../policies/index.js';

/**
 * Marks a handler before which Cognito is asked about the token. That is part of finding out who is calling, so the
 * authentication guard does it; what is left for the decision is that there is a caller.
 */
export class RevalidationRequirement implements Requirement {
  readonly immediate = true;

  readonly outline: RequirementOutline;

  constructor(readonly maxAgeSeconds: number) {
    this.outline = { kind: 'revalidation', maxAgeSeconds };
  }

  decide(context: DecisionContext): Decision | Promise<Decision> {
    return authenticated().decide(context);
  }

  describe(): string {
    return `revalidate(${this.maxAgeSeconds}s)`;
  }
}

/** How old Cognito's answer may be, in seconds: the strictest demand counts. `undefined` where there is none. */
export function strictestRevalidation(requirements: readonly Requirement[]): number | undefined {
  const ages = requirements.flatMap((requirement) =>
    requirement instanceof RevalidationRequirement ? [requirement.maxAgeSeconds] : [],
  );
  return ages.length === 0 ? undefined : Math.min(...ages);
}
