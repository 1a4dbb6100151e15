import type { AccountAdministrator } from './account-administrator.js';
import type { Session } from './session.js';

/** What stands behind an access key ID. */
export type SignedBy =
  | { readonly kind: 'administrator'; readonly administrator: AccountAdministrator }
  | { readonly kind: 'session'; readonly session: Session };
