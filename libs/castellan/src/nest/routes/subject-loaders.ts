import { type ExecutionContext, Injectable, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { ConfigurationError } from '../../errors/index.js';

/**
 * Loads the instance that `@Can(action, type, { subject: Loader })` decides about. A loader is a provider of
 * the application. It runs inside the caller's context, at most once a request.
 *
 * @example
 * ```ts
 * import { Injectable, type ExecutionContext } from '@nestjs/common';
 * import type { SubjectLoader } from 'castellan';
 *
 * interface Article {
 *   id: string;
 *   authorId: string;
 * }
 *
 * @Injectable()
 * export class ArticleById implements SubjectLoader<Article> {
 *   private readonly articles = new Map<string, Article>();
 *
 *   load(context: ExecutionContext): Article | undefined {
 *     const { params } = context.switchToHttp().getRequest<{ params: { id: string } }>();
 *     return this.articles.get(params.id);
 *   }
 * }
 * ```
 */
export interface SubjectLoader<T = unknown> {
  /** The instance, or `undefined` or `null` where there is none, which is answered with 404. */
  load(context: ExecutionContext): T | undefined | null | Promise<T | undefined | null>;
}

/** A loader as a function, where it needs nothing injected. */
export type SubjectLoaderFunction<T = unknown> = SubjectLoader<T>['load'];

/** What `@Can` takes as its `subject`. */
export type SubjectLoaderReference<T = unknown> = Type<SubjectLoader<T>> | SubjectLoaderFunction<T>;

/** Finds and runs the loaders that handlers name. */
@Injectable()
export class SubjectLoaders {
  constructor(private readonly modules: ModuleRef) {}

  load(reference: unknown, context: ExecutionContext): unknown {
    if (isLoaderClass(reference)) return this.instance(reference).load(context);
    if (typeof reference === 'function') return (reference as SubjectLoaderFunction)(context);
    throw new ConfigurationError(NO_LOADER);
  }

  /** Why nothing can be loaded by a reference; `undefined` where it can. */
  problemOf(reference: unknown): string | undefined {
    if (!isLoaderClass(reference)) {
      if (typeof reference !== 'function') return NO_LOADER;
      return isClass(reference)
        ? `The subject loader ${reference.name} is a class without a method load(context).`
        : undefined;
    }
    try {
      this.instance(reference);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  private instance(type: Type<SubjectLoader>): SubjectLoader {
    try {
      return this.modules.get(type, { strict: false });
    } catch (cause) {
      throw new ConfigurationError(
        `The subject loader ${type.name} is not a provider of this application. Add it to the providers of the ` +
          `module whose handlers use it. Request-scoped loaders are not supported.`,
        { cause },
      );
    }
  }
}

const NO_LOADER = 'The subject of @Can must be an injectable class with a load method, or a function.';

/** A class cannot be called. */
function isClass(reference: object): boolean {
  return /^class\b/.test(Function.prototype.toString.call(reference));
}

function isLoaderClass(reference: unknown): reference is Type<SubjectLoader> {
  if (typeof reference !== 'function') return false;
  const prototype = reference.prototype as Partial<SubjectLoader> | undefined;
  return typeof prototype?.load === 'function';
}
