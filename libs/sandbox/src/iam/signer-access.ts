import { callerIdentity } from '../sts/caller-identity.js';
import { principalOf } from '../sts/principal.js';
import type { SignedBy } from '../sts/signed-by.js';
import { type AuthorizationResult, authorize } from './authorize.js';
import type { ConditionKeys } from './condition-context.js';

/** One action of a request. */
export interface RequestedAction {
  /** Such as `s3:GetObject`. */
  readonly action: string;
  /** The ARN. */
  readonly resource: string;
  /** The resource as the refusal names it; without it the refusal names none. */
  readonly shownResource?: string;
  /** The condition keys of this action, beside those of the request. */
  readonly keys?: ConditionKeys;
}

/** What the signer of one request may do, in whatever service. */
export class SignerAccess {
  readonly #signedBy: SignedBy;
  readonly #requestKeys: ConditionKeys;

  /** @param requestKeys - The condition keys that are the same for every action of this request. */
  constructor(signedBy: SignedBy, requestKeys: ConditionKeys) {
    this.#signedBy = signedBy;
    this.#requestKeys = requestKeys;
  }

  /** Why IAM refuses the action, in AWS's words; `undefined` if it allows it. */
  refusal(requested: RequestedAction): string | undefined {
    const principal = principalOf(this.#signedBy);
    if (principal.unlimited) return undefined;
    const result = authorize({
      identityPolicies: principal.identityPolicies,
      sessionPolicies: principal.sessionPolicies,
      action: requested.action,
      resource: requested.resource,
      // The facts of the request come last: nothing in a session replaces them.
      context: { ...principal.conditionKeys, ...this.#requestKeys, ...requested.keys },
    });
    return result.allowed ? undefined : this.#message(requested, result);
  }

  #message(
    { action, shownResource }: RequestedAction,
    { explicit, by }: Extract<AuthorizationResult, { allowed: false }>,
  ): string {
    const on = shownResource === undefined ? '' : ` on resource: ${shownResource}`;
    const article = by === 'identity-based' ? 'an' : 'a';
    const why = explicit
      ? `with an explicit deny in ${article} ${by} policy`
      : `because no ${by} policy allows the ${action} action`;
    return `User: ${callerIdentity(this.#signedBy).arn} is not authorized to perform: ${action}${on} ${why}`;
  }
}
