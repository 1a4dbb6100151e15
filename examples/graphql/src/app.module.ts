import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { type DynamicModule, Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { CastellanModule, type CastellanOptions } from 'castellan';
import { ArticlePolicies } from './article.policies.js';
import { ArticleOfArguments, ArticleStore } from './article.store.js';
import { ArticlesResolver } from './articles.resolver.js';

@Module({ providers: [ArticlesResolver, ArticleStore, ArticleOfArguments, ArticlePolicies] })
export class AppModule {
  static with(options: CastellanOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        CastellanModule.forRoot(options),
        GraphQLModule.forRoot<ApolloDriverConfig>({
          driver: ApolloDriver,
          autoSchemaFile: true,
          // Nest runs no guards for resolvers of fields otherwise.
          fieldResolverEnhancers: ['guards', 'filters'],
          subscriptions: { 'graphql-ws': true },
        }),
      ],
    };
  }
}
