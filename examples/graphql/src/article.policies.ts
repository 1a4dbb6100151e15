import { ForGroup, Policies, type Rules, type UserPrincipal } from 'castellan';

/** Editors write, and change what they wrote. */
@Policies()
export class ArticlePolicies {
  @ForGroup('editors')
  editors({ can }: Rules, user: UserPrincipal): void {
    can('create', 'Article');
    can('update', 'Article', { authorId: user.sub });
  }
}
