import type { AccountAdministrator } from './account-administrator.js';
import type { IamUser } from './iam-user.js';
import type { Session } from './session.js';

/** What stands behind an access key ID. */
export type SignedBy =
  | { readonly kind: 'administrator'; readonly administrator: AccountAdministrator }
  | { readonly kind: 'user'; readonly user: IamUser }
  | { readonly kind: 'session'; readonly session: Session };
