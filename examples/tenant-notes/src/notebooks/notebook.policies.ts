import { ForGroup, ForPool, Policies, type Principal, type Rules } from 'castellan';
import { tenantOf } from '../tenant-of.js';

/** Who may do what with a notebook. */
@Policies()
export class NotebookPolicies {
  @ForPool('members')
  members({ can }: Rules, member: Principal) {
    can('read', 'Notebook', { tenantId: tenantOf(member) });
  }

  @ForGroup('owners')
  owners({ can }: Rules) {
    can('create', 'Notebook', ['name']);
  }
}
