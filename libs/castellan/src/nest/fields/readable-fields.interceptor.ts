import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { PolicyFailureError } from '../../errors/index.js';
import { type CallerAbility, pickReadable, type SubjectType } from '../../policies/index.js';
import { requestContextOf } from '../context/attached-contexts.js';

/** What a handler returns, and what of it may be sent. Checked. */
export interface ReadableFieldsQuestion {
  readonly subject: SubjectType;
  readonly action: string;
  /** The path to the items inside of what is returned. */
  readonly at: readonly string[];
  /** What becomes of the members of a list that the caller may not read at all. */
  readonly unreadable: 'refuse' | 'omit';
}

/** Removes from what a handler returns the fields that the caller may not read. */
export class ReadableFieldsInterceptor implements NestInterceptor {
  constructor(readonly question: ReadableFieldsQuestion) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = requestContextOf(context);
    // Sealed, so that an interceptor of the application that catches every error cannot turn it into a success.
    return next
      .handle()
      .pipe(
        map((returned) =>
          request.refusals.parameter(context, () =>
            replaceAt(returned, this.question.at, (found) => this.filter(found, request.ability)),
          ),
        ),
      );
  }

  private filter(found: unknown, ability: CallerAbility): unknown {
    if (!Array.isArray(found)) return this.pick(found, ability, false);
    return found.flatMap((item: unknown) => {
      const picked = this.pick(item, ability, this.question.unreadable === 'omit');
      return picked === undefined ? [] : [picked];
    });
  }

  /** Nothing is sent of `undefined` and `null`. */
  private pick(item: unknown, ability: CallerAbility, omits: boolean): unknown {
    if (item === undefined || item === null) return item;
    const { subject, action } = this.question;
    const picked = pickReadable(ability, subject, item, action);
    if (picked === undefined && !omits) ability.assert(action, subject, item);
    return picked;
  }
}

function replaceAt(value: unknown, path: readonly string[], replace: (found: unknown) => unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined || value === undefined || value === null) return replace(value);
  if (typeof value !== 'object' || !Object.hasOwn(value, name)) {
    throw new PolicyFailureError(
      `@ReadableFields looks for the items at "${name}", which is not in what the handler returned.`,
    );
  }
  const envelope = value as Readonly<Record<string, unknown>>;
  return { ...envelope, [name]: replaceAt(envelope[name], rest, replace) };
}
