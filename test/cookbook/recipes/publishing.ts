import { ForGroup, Policies, type Rules, type UserPrincipal } from 'castellan';

export interface BlogPost {
  authorId: string;
  title: string;
  text: string;
  status: 'draft' | 'published';
}

@Policies()
export class BlogPolicies {
  @ForGroup('writers')
  writers({ can }: Rules, writer: UserPrincipal) {
    can('update', 'BlogPost', ['title', 'text'], { authorId: writer.sub, status: 'draft' });
  }

  @ForGroup('editors')
  editors({ can }: Rules) {
    can('update', 'BlogPost', ['title', 'text'], { status: 'draft' });
    can('publish', 'BlogPost', { status: 'draft' });
  }
}
