import type { Type } from '@nestjs/common';
import { ConfigurationError } from '../../errors/index.js';
import { type ActionOn, requireAction, subjectTypeName, type SubjectType } from '../../policies/index.js';
import { prototypesOf } from '../routes/class-methods.js';
import { handlerDecorator, readMetadata, writeMetadata } from '../routes/handler-decorator.js';
import { ReadableFieldsInterceptor } from './readable-fields.interceptor.js';

const READABLE_FIELDS = 'castellan:readable-fields';

/** What `@ReadableFields` takes besides the type of the items. */
export interface ReadableFieldsOptions<Subject = SubjectType> {
  /** The action that has to be allowed. Default `read`. */
  readonly action?: ActionOn<Subject>;
  /**
   * Where the items are inside of what the handler returns: `items`, or `data.items`. What stands around them is sent
   * as it is. Default: what the handler returns is the item, or the list of them.
   */
  readonly at?: string;
  /**
   * What becomes of the members of a list that the caller may not read at all: `refuse` refuses the request, `omit`
   * leaves them out. A single item is always refused. Default `refuse`.
   */
  readonly unreadable?: 'refuse' | 'omit';
}

/**
 * Removes from what the handler returns the fields that the caller may not read. It filters one object or a list, from
 * a promise and from an observable too, before any interceptor sees it, and costs only the handlers it stands on.
 *
 * What has no fields that could be removed (text, numbers, streams, buffers, maps) is a fault of the handler: 500, and
 * nothing of it is sent. Return the entity that the rules are about: what a handler or a pipe left out of it cannot
 * fulfil the condition of a `cannot`.
 *
 * It removes fields and does not guard: the handler needs a requirement as well.
 *
 * @throws ConfigurationError at decoration time on a class or with an unknown option; while the application starts, if
 * the handler writes its response itself (`@Res()` without `passthrough`, `@Next()`).
 *
 * @example
 * ```ts
 * import { Controller, Get } from '@nestjs/common';
 * import { Authenticated, ReadableFields } from 'castellan';
 *
 * @Controller('employees')
 * export class EmployeesController {
 *   @Get()
 *   @Authenticated()
 *   @ReadableFields('Employee', { unreadable: 'omit' })
 *   list() {
 *     return [{ name: 'Ann', salary: 100 }];
 *   }
 * }
 * ```
 */
export function ReadableFields<const Subject extends SubjectType>(
  subject: Subject,
  options: ReadableFieldsOptions<Subject> = {},
): MethodDecorator {
  const interceptor = new ReadableFieldsInterceptor({
    subject: subjectTypeName(subject),
    ...checkOptions(options),
  });
  return handlerDecorator('ReadableFields', (target, property) => {
    if (property === undefined) {
      throw new ConfigurationError('@ReadableFields stands on a class. Put it on each of its handlers.');
    }
    if (readableFieldsOf(target, property) !== undefined) {
      throw new ConfigurationError('@ReadableFields stands twice on the same handler. Keep one of them.');
    }
    writeMetadata(READABLE_FIELDS, interceptor, target, property);
  });
}

/** What is written on the method of this name in this very prototype. */
function readableFieldsOf(
  prototype: object,
  property: string | symbol,
): ReadableFieldsInterceptor | undefined {
  return readMetadata(READABLE_FIELDS, prototype, property) as ReadableFieldsInterceptor | undefined;
}

/** The nearest declaration: a method that overrides another one filters as that does, unless it says otherwise. */
export function declaredReadableFields(type: Type, name: string): ReadableFieldsInterceptor | undefined {
  for (const prototype of prototypesOf(type)) {
    const declared = readableFieldsOf(prototype, name);
    if (declared !== undefined) return declared;
  }
  return undefined;
}

const OPTION_NAMES: readonly string[] = ['action', 'at', 'unreadable'];

function checkOptions(options: ReadableFieldsOptions): {
  action: string;
  at: readonly string[];
  unreadable: 'refuse' | 'omit';
} {
  const unknown = Object.keys(options).find((name) => !OPTION_NAMES.includes(name));
  if (unknown !== undefined) {
    throw new ConfigurationError(
      `@ReadableFields: ${unknown} is not an option. Use ${OPTION_NAMES.join(', ')}.`,
    );
  }
  const { action = 'read', at, unreadable = 'refuse' } = options;
  const path = at === undefined ? [] : at.split('.');
  if (path.includes('')) {
    throw new ConfigurationError("@ReadableFields: at is a path such as 'items' or 'data.items'.");
  }
  if (!['refuse', 'omit'].includes(unreadable)) {
    throw new ConfigurationError("@ReadableFields: unreadable must be 'refuse' or 'omit'.");
  }
  return { action: requireAction(action), at: path, unreadable };
}
