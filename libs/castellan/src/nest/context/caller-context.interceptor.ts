import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Observable } from 'rxjs';
import { CallerContextStorage, refusedByAws } from '../../credentials/index.js';
import { AwsAccessDeniedError } from '../../errors/index.js';
import { Refusals } from './refusals.js';
import { requestContextOf } from './request-context.js';

/**
 * Runs the handler, its pipes and everything it awaits inside the caller's context, so that injected AWS clients
 * know for whom they act. Refusals thrown in there get the same sealed answers as those of the guards.
 */
@Injectable()
export class CallerContextInterceptor implements NestInterceptor {
  constructor(
    private readonly callers: CallerContextStorage,
    private readonly refusals: Refusals,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = requestContextOf(context);
    return new Observable<unknown>((subscriber) =>
      this.callers.run(request, () =>
        next.handle().subscribe({
          next: (value) => subscriber.next(value),
          complete: () => subscriber.complete(),
          error: (error: unknown) => subscriber.error(this.refusals.seal(context, translate(error))),
        }),
      ),
    );
  }
}

/** AWS's refusal of the caller's own keys is the caller's 403. The same refusal of the host's keys stays a 500. */
function translate(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !refusedByAws(error)) return error;
  return new AwsAccessDeniedError(
    "An AWS service refused a call made with the caller's own credentials. Either the caller may not do this, " +
      'or a policy of the role that the identity pool chose is too narrow. The cause says what was refused.',
    { cause: error },
  );
}
