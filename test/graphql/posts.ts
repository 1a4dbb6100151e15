import type { ExecutionContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import {
  Args,
  Field,
  ID,
  Mutation,
  ObjectType,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import {
  Accessible,
  type AccessibleFilter,
  Authenticated,
  Can,
  type Caller,
  type CallerAbility,
  Claim,
  CurrentAbility,
  CurrentCaller,
  CurrentUser,
  ForEveryone,
  ForGroup,
  Groups,
  Policies,
  Public,
  type Rules,
  Scopes,
  Subject,
  type SubjectLoader,
  TokenUse,
  type UserPrincipal,
} from 'castellan';

@ObjectType()
export class Post {
  @Field(() => ID) id!: string;
  @Field(() => String) author!: string;
  @Field(() => String) title!: string;
}

@Policies()
export class PostPolicies {
  @ForEveryone()
  everyone({ can }: Rules, user: Caller) {
    can('read', 'Post');
    if (user.kind === 'user') can('update', 'Post', { author: user.username });
  }

  @ForGroup('admins')
  admins({ can }: Rules) {
    can('manage', 'Post');
  }
}

/** What the resolvers work on, and what has happened to it. */
export class Posts {
  readonly byId = new Map<string, Post>();
  readonly loads: string[] = [];
  readonly updates: string[] = [];

  constructor() {
    this.reset();
  }

  reset(): void {
    this.loads.length = 0;
    this.updates.length = 0;
    for (const [id, author] of [
      ['1', 'alice'],
      ['2', 'bob'],
      ['3', 'alice'],
    ] as const) {
      this.byId.set(id, { id, author, title: `by ${author}` });
    }
  }
}

@Injectable()
export class PostOfArguments implements SubjectLoader<Post> {
  constructor(private readonly posts: Posts) {}

  async load(context: ExecutionContext): Promise<Post | undefined> {
    const [, { id }] = context.getArgs<[unknown, { id: string }]>();
    this.posts.loads.push(id);
    await new Promise((resolve) => setImmediate(resolve));
    return this.posts.byId.get(id);
  }
}

const parentPost = (context: ExecutionContext): Post => context.getArgByIndex<Post>(0);
const fails = (): never => {
  throw new Error('The database at 10.0.0.7 is down.');
};

@Resolver(() => Post)
@Authenticated()
export class PostsResolver {
  constructor(private readonly posts: Posts) {}

  @Query(() => [Post])
  postsOfAll(): Post[] {
    return [...this.posts.byId.values()];
  }

  @Query(() => Post, { nullable: true })
  @Public()
  @Can('read', 'Post', { subject: PostOfArguments })
  post(@Args('id', { type: () => ID }) _id: string, @Subject() post: Post): Post {
    return post;
  }

  @Mutation(() => Post, { nullable: true })
  @Can('update', 'Post', { subject: PostOfArguments })
  async updatePost(
    @Args('id', { type: () => ID }) id: string,
    @Args('title', { type: () => String }) title: string,
    @Subject() post: Post,
  ): Promise<Post> {
    await new Promise((resolve) => setImmediate(resolve));
    this.posts.updates.push(`${id}=${post.id}`);
    post.title = title;
    return post;
  }

  /** A query that changes something, which servers run at the same time as the others. */
  @Query(() => Post, { nullable: true })
  @Can('update', 'Post', { subject: PostOfArguments })
  touchPost(@Args('id', { type: () => ID }) id: string, @Subject() post: Post): Post {
    this.posts.updates.push(`${id}=${post.id}`);
    return post;
  }

  @ResolveField(() => String, { nullable: true })
  @Can('update', 'Post', { subject: parentPost })
  draft(@Parent() { id }: Post, @Subject() post: Post): string {
    return `draft of ${id}, decided about ${post.id}`;
  }

  @ResolveField(() => String, { nullable: true })
  @Groups('admins')
  revenue(): string {
    return '100';
  }

  @ResolveField(() => String, { nullable: true })
  headline(@Parent() { title }: Post): string {
    return title.toUpperCase();
  }
}

@Resolver()
export class CallersResolver {
  static runs = 0;

  @Query(() => Post, { nullable: true })
  @Public()
  @Can('read', 'Post', { subject: PostOfArguments })
  openPost(@Args('id', { type: () => ID }) _id: string, @Subject() post: Post): Post {
    return post;
  }

  @Query(() => String)
  @Public()
  hello(): string {
    CallersResolver.runs += 1;
    return 'hello';
  }

  @Query(() => String, { nullable: true })
  @Authenticated()
  me(@CurrentUser() user: UserPrincipal, @Claim('client_id') client: string): string {
    return `${user.username} of ${client}`;
  }

  @Query(() => String, { nullable: true })
  @Authenticated()
  who(@CurrentCaller() caller: Caller): string {
    return caller.kind;
  }

  @Query(() => String, { nullable: true })
  @Public()
  needsUser(@CurrentUser() user: UserPrincipal): string {
    return user.username;
  }

  @Query(() => [Boolean], { nullable: true })
  @Authenticated()
  mayUpdate(
    @CurrentAbility() ability: CallerAbility,
    @Accessible('update', 'Post') filter: AccessibleFilter,
  ): boolean[] {
    return [ability.can('update', 'Post', { author: 'alice' }), filter.test({ author: 'alice' })];
  }

  @Query(() => String, { nullable: true })
  @Scopes('articles/write')
  scoped(): string {
    return 'scoped';
  }

  @Query(() => String, { nullable: true })
  @Authenticated()
  @TokenUse('id')
  profile(): string {
    return 'profile';
  }

  @Query(() => String, { nullable: true })
  closed(): string {
    CallersResolver.runs += 1;
    return 'closed';
  }

  @Query(() => String, { nullable: true })
  @Public()
  @Can('read', 'Post', { subject: fails })
  brokenLoader(): string {
    return 'never';
  }

  @Query(() => String, { nullable: true })
  @Authenticated()
  asserts(@CurrentAbility() ability: CallerAbility): string {
    ability.assert('delete', 'Post', { author: 'alice' });
    return 'deleted';
  }

  @Mutation(() => String)
  @Public()
  sayHello(): string {
    CallersResolver.runs += 1;
    return 'hello';
  }
}
