import type { Caller } from '../tokens/principal.js';
import { isLasting } from './composition.js';
import type { Decision } from './decision.js';
import type { PolicySet } from './policy-set.js';
import type { Requirement } from './requirement.js';

/**
 * The callers to whom one requirement is known to grant. It is for requirements whose decision lasts, and spares most
 * requests the decision. Only grants are kept, each as long as the principal it was given to and the policies that gave
 * it: another token is another principal, and other policies are another set.
 */
export class KnownGrants {
  readonly #policies = new WeakMap<Caller, PolicySet>();

  /** `undefined` for a requirement that has to be asked each time. */
  static of(requirement: Requirement): KnownGrants | undefined {
    return isLasting(requirement) ? new KnownGrants() : undefined;
  }

  /** Whether it grants under these policies. False says nothing: then it has to be asked. */
  has(caller: Caller, policies: PolicySet): boolean {
    return this.#policies.get(caller) === policies;
  }

  /** Remembers a grant. A caller that is not frozen may be another one next time. */
  add(caller: Caller, policies: PolicySet, { granted }: Decision): void {
    if (granted && Object.isFrozen(caller)) this.#policies.set(caller, policies);
  }
}
