import {
  ForAuthenticated,
  ForEveryone,
  ForGroup,
  Policies,
  type Principal,
  type Rules,
  type UserPrincipal,
} from 'castellan';

/**
 * Who may do what with a document. Every decision about one, and the list filter, comes from these rules. Who may
 * create one is a matter of the group alone and stands on the handler.
 */
@Policies()
export class DocumentPolicies {
  @ForEveryone()
  everyone({ can, cannot }: Rules) {
    can('read', 'Document', { published: true });
    cannot('update', 'Document', ['id', 'ownerId']).because('a document keeps its id and its owner');
  }

  @ForAuthenticated()
  authors({ can }: Rules, caller: Principal) {
    can('read', 'Document', { ownerId: caller.sub });
  }

  @ForGroup('editors')
  editors({ can }: Rules, user: UserPrincipal) {
    can('update', 'Document', { ownerId: user.sub, locked: false });
  }

  @ForGroup('admins')
  admins({ can }: Rules) {
    can('manage', 'Document');
  }
}
