import { ForGroup, ForPool, Policies, type Principal, type Rules, type UserPrincipal } from 'castellan';
import { tenantOf } from '../tenant-of.js';

/** What is written by people. All else about a note is set by the application. */
const CONTENT = ['notebookId', 'title', 'body', 'remarks'] as const;

/**
 * Who may do what with a note. Every rule names the tenant: `@Tenant()` on the controllers keeps callers on the paths
 * of their own tenant, and these rules keep them off the notes of others, whichever path leads to them.
 */
@Policies()
export class NotePolicies {
  /** Members read what their tenant has published, and have drafts of their own. */
  @ForPool('members')
  members({ can, cannot }: Rules, member: Principal) {
    const tenantId = tenantOf(member);
    const own = { tenantId, authorId: member.sub };
    can('read', 'Note', { tenantId, status: 'published' });
    can('read', 'Note', own);
    can('create', 'Note', CONTENT);
    can('update', 'Note', CONTENT, { ...own, status: 'draft' });
    can('delete', 'Note', { ...own, status: 'draft' });
    cannot('read', 'Note', ['remarks'], { authorId: { $ne: member.sub } }).because(
      'remarks are for the author alone',
    );
  }

  /** Editors work on the drafts of everybody in their tenant, and publish them. */
  @ForGroup('editors')
  editors({ can }: Rules, editor: UserPrincipal) {
    const tenantId = tenantOf(editor);
    can('read', 'Note', { tenantId });
    can('update', 'Note', ['title', 'body'], { tenantId, status: 'draft' });
    can('publish', 'Note', { tenantId, status: 'draft' });
  }

  /** Owners may do what editors may, and remove any note of their tenant. */
  @ForGroup('owners', { includes: ['editors'] })
  owners({ can }: Rules, owner: UserPrincipal) {
    can('delete', 'Note', { tenantId: tenantOf(owner) });
  }
}
