import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ConfigurationError } from '../../errors/index.js';
import { type EntryPoint, nestClasses } from '../audit/entry-points.js';
import { declaredReadableFields } from '../fields/readable-fields.decorator.js';
import { linkResponse } from './response-link.js';

/** How Nest's GraphQL module names its options and marks resolvers. Read by name, so that it is not needed. */
const MODULE_OPTIONS = 'GqlModuleOptions';
const RESOLVER_TYPE = 'graphql:resolver_type';
const ROOT_TYPES: readonly unknown[] = ['Query', 'Mutation', 'Subscription'];

type Enhancer = 'guards' | 'filters' | 'interceptors';

interface GraphqlOptions {
  readonly fieldResolverEnhancers?: readonly Enhancer[];
}

/** Fastify, as far as it is used here. */
interface HookedServer {
  addHook(
    name: 'onRequest',
    hook: (
      request: { readonly raw: IncomingMessage },
      reply: { readonly raw: ServerResponse },
      done: () => void,
    ) => void,
  ): void;
}

/**
 * Sees to what resolvers need to be guarded.
 *
 * @throws ConfigurationError while the application starts, if it has resolvers of fields or references and Nest would
 * not run guards for them.
 */
@Injectable()
export class GraphqlSetup implements OnModuleInit {
  constructor(
    private readonly modules: ModulesContainer,
    private readonly host: HttpAdapterHost,
  ) {}

  /** Fastify does not say which response belongs to a request. Has to come before the server listens. */
  register(): void {
    const { httpAdapter } = this.host;
    if (httpAdapter.getType() !== 'fastify' || this.resolvers().length === 0) return;
    httpAdapter.getInstance<HookedServer>().addHook('onRequest', (request, reply, done) => {
      linkResponse(request.raw, reply.raw);
      done();
    });
  }

  onModuleInit(): void {
    const ofFields = this.resolvers().filter(isOfField);
    const [first] = ofFields;
    if (first === undefined) return;
    const needed: Enhancer[] = ['guards', 'filters'];
    if (ofFields.some(filtersFields)) needed.push('interceptors');
    for (const { fieldResolverEnhancers: enabled = [] } of this.graphqlOptions()) {
      const missing = needed.filter((enhancer) => !enabled.includes(enhancer));
      if (missing.length === 0) continue;
      const all = needed.map((enhancer) => `'${enhancer}'`).join(', ');
      throw new ConfigurationError(
        `${first.type.name}.${first.name} resolves a field, and Nest runs no ${missing.join(' and ')} for such ` +
          `resolvers, so its requirements would not be checked. Add fieldResolverEnhancers: [${all}] to the ` +
          'options of GraphQLModule.',
      );
    }
  }

  private resolvers(): readonly EntryPoint[] {
    return nestClasses(this.modules)
      .flatMap(({ entryPoints }) => entryPoints)
      .filter(({ kind }) => kind === 'graphql');
  }

  private graphqlOptions(): readonly GraphqlOptions[] {
    return [...this.modules.values()].flatMap(({ providers }) => {
      const instance: unknown = providers.get(MODULE_OPTIONS)?.instance;
      return typeof instance === 'object' && instance !== null ? [instance] : [];
    });
  }
}

function isOfField({ handler }: EntryPoint): boolean {
  return !ROOT_TYPES.includes(Reflect.getMetadata(RESOLVER_TYPE, handler));
}

function filtersFields({ type, name }: EntryPoint): boolean {
  return declaredReadableFields(type, name) !== undefined;
}
