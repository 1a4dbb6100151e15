import { UserPoolError, type UserPoolErrorOptions } from './user-pool-errors.js';

/**
 * Why an account was not linked.
 *
 * - `provider_not_trusted`: nobody has said that this provider's word on e-mail addresses counts.
 * - `email_not_verified`: the provider does not say that the address belongs to who signs in.
 * - `no_such_account`, `several_accounts`: there is not exactly one account to link to.
 * - `account_not_ready`: it is disabled, was never confirmed, or waits for a new password.
 * - `account_is_federated`: it is itself the account of somebody at a provider.
 * - `account_email_not_verified`: whoever made it may not own the address, and wait for its owner to come.
 * - `emails_differ`: the two are about different addresses.
 * - `provider_linked_already`: the account is linked to somebody else at this provider.
 * - `profile_exists`: who signs in has an account of their own already, whose data would be lost to them.
 * - `user_id_uncertain`: the user name of the event does not say exactly who it is at the provider.
 * - `refused_by_cognito`: Cognito did not take the link. The cause has what it says.
 */
export type LinkRefusal =
  | 'provider_not_trusted'
  | 'email_not_verified'
  | 'no_such_account'
  | 'several_accounts'
  | 'account_not_ready'
  | 'account_is_federated'
  | 'account_email_not_verified'
  | 'emails_differ'
  | 'provider_linked_already'
  | 'profile_exists'
  | 'user_id_uncertain'
  | 'refused_by_cognito';

/** Two accounts were not linked, because one could be taken over by it. Answer: 409. */
export class LinkRefusedError extends UserPoolError {
  /** For the log and for code; answers do not tell, since it says whether accounts exist. */
  readonly reason: LinkRefusal;

  constructor(reason: LinkRefusal, message: string, options?: UserPoolErrorOptions) {
    super('account_link_refused', 409, message, options);
    this.reason = reason;
  }
}
