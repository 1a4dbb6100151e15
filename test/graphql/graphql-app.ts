import { Module, type ModuleMetadata } from '@nestjs/common';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { GraphQLModule } from '@nestjs/graphql';
import type { TestingModuleBuilder } from '@nestjs/testing';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { CastellanModule, type CastellanOptions } from 'castellan';
import { type ListeningApp, listeningApp, type Platform } from '../support/nest-app.js';

/** The GraphQL servers that every scenario holds on. */
export const SERVERS = ['Apollo on Express', 'Apollo on Fastify', 'Mercurius on Fastify'] as const;
export type GraphqlServer = (typeof SERVERS)[number];

/** Options of the GraphQL module, the same for both drivers. */
export type GraphqlOptions = Partial<ApolloDriverConfig> & Partial<MercuriusDriverConfig>;

/** Starts a Nest application with a GraphQL server. */
export function graphqlApp(
  server: GraphqlServer,
  {
    options,
    graphql = {},
    ...metadata
  }: ModuleMetadata & { options: CastellanOptions; graphql?: GraphqlOptions },
  override?: (builder: TestingModuleBuilder) => TestingModuleBuilder,
): Promise<ListeningApp> {
  const common = { autoSchemaFile: true, fieldResolverEnhancers: ['guards', 'filters'] as const };
  const graphqlModule =
    server === 'Mercurius on Fastify'
      ? GraphQLModule.forRoot<MercuriusDriverConfig>({
          ...common,
          fieldResolverEnhancers: [...common.fieldResolverEnhancers],
          driver: MercuriusDriver,
          allowBatchedQueries: true,
          // Its cache is a module that Jest cannot load.
          cache: false,
          ...(graphql as Partial<MercuriusDriverConfig>),
        })
      : GraphQLModule.forRoot<ApolloDriverConfig>({
          ...common,
          fieldResolverEnhancers: [...common.fieldResolverEnhancers],
          driver: ApolloDriver,
          allowBatchedHttpRequests: true,
          graphiql: false,
          ...(graphql as Partial<ApolloDriverConfig>),
        });
  @Module({
    ...metadata,
    imports: [...(metadata.imports ?? []), CastellanModule.forRoot(options), graphqlModule],
  })
  class AppModule {}
  return listeningApp(platformOf(server), { imports: [AppModule] }, undefined, override);
}

function platformOf(server: GraphqlServer): Platform {
  return server === 'Apollo on Express' ? 'Express' : 'Fastify';
}

/** An error of a GraphQL response. */
export interface GraphqlError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** A GraphQL response, read whole. */
export interface GraphqlAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors: readonly GraphqlError[];
  /** The code of the error at each path, such as `a.b`. */
  readonly codes: Readonly<Record<string, unknown>>;
}

/** Sends one operation, or several in one request. */
export async function graphql(
  url: string,
  query: string | readonly string[],
  { token, headers = {} }: { token?: string | undefined; headers?: Readonly<Record<string, string>> } = {},
): Promise<GraphqlAnswer> {
  const body = typeof query === 'string' ? { query } : query.map((one) => ({ query: one }));
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify(body),
  });
  return readAnswer(response);
}

export async function readAnswer(response: Response): Promise<GraphqlAnswer> {
  const text = await response.text();
  const parsed = JSON.parse(text) as Partial<Pick<GraphqlAnswer, 'data' | 'errors'>>;
  const errors = parsed.errors ?? [];
  const codes = Object.fromEntries(
    errors.map(({ path = [], extensions }) => [path.join('.'), extensions?.code]),
  );
  return { status: response.status, headers: response.headers, text, data: parsed.data, errors, codes };
}
