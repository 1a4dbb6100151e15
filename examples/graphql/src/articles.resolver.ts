import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { Authenticated, Can, CurrentUser, Groups, Public, Subject, type UserPrincipal } from 'castellan';
import { PubSub } from 'graphql-subscriptions';
import { Article } from './article.js';
import { ArticleOfArguments, ArticleStore } from './article.store.js';

@Resolver(() => Article)
export class ArticlesResolver {
  readonly #events = new PubSub();

  constructor(private readonly store: ArticleStore) {}

  @Query(() => [Article])
  @Public()
  articles(): Article[] {
    return this.store.all();
  }

  @Query(() => String, { nullable: true })
  @Authenticated()
  me(@CurrentUser() user: UserPrincipal): string {
    return user.username;
  }

  @Mutation(() => Article, { nullable: true })
  @Can('create', 'Article')
  createArticle(
    @Args('title', { type: () => String }) title: string,
    @CurrentUser() user: UserPrincipal,
  ): Article {
    return this.store.add(title, user.sub);
  }

  @Mutation(() => Article, { nullable: true })
  @Can('update', 'Article', { subject: ArticleOfArguments })
  async updateArticle(
    @Args('id', { type: () => ID }) _id: string,
    @Args('title', { type: () => String }) title: string,
    // The very object that the decision was made on.
    @Subject() article: Article,
  ): Promise<Article> {
    article.title = title;
    await this.#events.publish('articleChanged', { articleChanged: article });
    return article;
  }

  @ResolveField(() => String, { nullable: true })
  @Groups('admins')
  author(@Parent() article: Article): string {
    return article.authorId;
  }

  @Subscription(() => Article)
  @Authenticated()
  articleChanged(): AsyncIterable<unknown> {
    return this.#events.asyncIterableIterator('articleChanged');
  }
}
