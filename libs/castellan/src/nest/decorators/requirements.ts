import { ConfigurationError } from '../../errors/index.js';
import {
  type ActionOn,
  authenticated,
  can,
  type CanOptions,
  claims,
  type ClaimsPredicate,
  type ExpectedClaim,
  groups,
  type GroupsQuery,
  type Requirement,
  scopes,
  type SubjectType,
} from '../../policies/index.js';
import type { HandlerDecorator } from '../routes/handler-decorator.js';
import { publicDecorator, requirementDecorator } from '../routes/requirement-metadata.js';
import type { SubjectLoaderReference } from '../routes/subject-loaders.js';

/**
 * Lets callers in without credentials. A bad token is refused all the same: nobody is half a caller.
 *
 * On a handler that has requirements as well, anonymous callers are let in as far as the decision. On a class it
 * holds for the handlers without a requirement of their own.
 *
 * @example
 * ```ts
 * import { Controller, Get } from '@nestjs/common';
 * import { Public } from 'castellan';
 *
 * @Controller('health')
 * export class HealthController {
 *   @Get()
 *   @Public()
 *   health() {
 *     return { status: 'ok' };
 *   }
 * }
 * ```
 */
export function Public(): HandlerDecorator {
  return publicDecorator('Public');
}

/**
 * Any verified caller, user or program.
 *
 * @example
 * ```ts
 * import { Controller, Get } from '@nestjs/common';
 * import { Authenticated } from 'castellan';
 *
 * @Controller('news')
 * @Authenticated()
 * export class NewsController {
 *   @Get()
 *   list() {
 *     return [];
 *   }
 * }
 * ```
 */
export function Authenticated(): HandlerDecorator {
  return requirementDecorator('Authenticated', () => authenticated());
}

/**
 * Callers who are in these groups: any of a plain list, or as the query says. Names are case-sensitive.
 *
 * @throws ConfigurationError at decoration time if there is no name, or one is empty or not a string.
 *
 * @example
 * ```ts
 * import { Controller, Delete } from '@nestjs/common';
 * import { Groups } from 'castellan';
 *
 * @Controller('articles')
 * @Groups('editors', 'admins')
 * export class ArticlesController {
 *   @Delete(':id')
 *   @Groups({ all: ['admins'], none: ['suspended'] })
 *   remove() {}
 * }
 * ```
 */
export function Groups(...names: readonly string[]): HandlerDecorator;
export function Groups(query: GroupsQuery): HandlerDecorator;
export function Groups(...args: readonly unknown[]): HandlerDecorator {
  return requirementDecorator('Groups', () => groups(...(args as readonly string[])));
}

/**
 * Callers whose token has all of these scopes. The refusal names them (RFC 6750, section 3.1).
 *
 * @throws ConfigurationError at decoration time if there is no name, or one is empty or not a string.
 *
 * @example
 * ```ts
 * import { Controller, Post } from '@nestjs/common';
 * import { Scopes } from 'castellan';
 *
 * @Controller('articles')
 * export class ImportController {
 *   @Post('import')
 *   @Scopes('articles/import')
 *   import() {
 *     return { imported: 0 };
 *   }
 * }
 * ```
 */
export function Scopes(...names: readonly string[]): HandlerDecorator {
  return requirementDecorator('Scopes', () => scopes(...names));
}

/**
 * Callers whose token has these claims, each with this value or one of these values, or whose claims a function
 * accepts.
 *
 * @throws ConfigurationError at decoration time if the object is empty or a value cannot be compared with.
 *
 * @example
 * ```ts
 * import { Controller, Get } from '@nestjs/common';
 * import { Claims } from 'castellan';
 *
 * @Controller('reports')
 * export class ReportsController {
 *   @Get()
 *   @Claims({ 'custom:plan': ['gold', 'silver'] })
 *   list() {}
 * }
 * ```
 */
export function Claims(
  expected: Readonly<Record<string, ExpectedClaim>> | ClaimsPredicate,
): HandlerDecorator {
  return requirementDecorator('Claims', () => claims(expected));
}

/** What `@Can` takes besides the action and the type of its subject. */
export interface CanDecoratorOptions<Subject = SubjectType> extends Omit<CanOptions<Subject>, 'subject'> {
  /**
   * Loads the instance to decide about: an injectable class with a `load` method, or a function. Without it a
   * rule with conditions does not grant.
   */
  readonly subject?: SubjectLoaderReference;
}

/**
 * Callers whom the policies let do this. With `subject`, the instance is loaded once, decided about and handed
 * to the handler by `@Subject()`; where there is none the answer is 404.
 *
 * @throws ConfigurationError at decoration time if the action or the subject is missing or empty.
 *
 * @example
 * ```ts
 * import { Controller, Get } from '@nestjs/common';
 * import { Can, Subject } from 'castellan';
 *
 * declare function articleOfRequest(): Promise<{ title: string } | undefined>;
 *
 * @Controller('articles')
 * export class ArticlesController {
 *   @Get(':id')
 *   @Can('read', 'Article', { subject: () => articleOfRequest(), hideExistence: true })
 *   read(@Subject() article: { title: string }) {
 *     return article;
 *   }
 * }
 * ```
 */
export function Can<const Subject extends SubjectType>(
  action: ActionOn<Subject>,
  subject: Subject,
  options: CanDecoratorOptions<Subject> = {},
): HandlerDecorator {
  return requirementDecorator('Can', () => can(action, subject, options));
}

/**
 * Callers who fulfil a requirement, composed of `allOf`, `anyOf`, `not`, `groups`, `scopes`, `claim` and `can`.
 *
 * @example
 * ```ts
 * import { Controller, Post } from '@nestjs/common';
 * import { allOf, anyOf, claim, groups, Require, scopes } from 'castellan';
 *
 * @Controller('imports')
 * export class ImportsController {
 *   @Post()
 *   @Require(anyOf(groups('admins'), allOf(scopes('articles/write'), claim('custom:tier', 'gold'))))
 *   start() {}
 * }
 * ```
 */
export function Require(requirement: Requirement): HandlerDecorator {
  if (typeof (requirement as Partial<Requirement> | undefined)?.decide !== 'function') {
    throw new ConfigurationError(
      '@Require needs a requirement, such as @Require(anyOf(groups("admins"), scopes("articles/write"))).',
    );
  }
  return requirementDecorator('Require', () => requirement);
}
