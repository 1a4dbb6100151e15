import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Observable } from 'rxjs';
import { CallerContextStorage } from '../../credentials/index.js';
import { requestContextOf } from './attached-contexts.js';

/**
 * Runs the handler, its pipes and everything it awaits inside the caller's context, so that injected AWS clients
 * know for whom they act.
 */
@Injectable()
export class CallerContextInterceptor implements NestInterceptor {
  constructor(private readonly callers: CallerContextStorage) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = requestContextOf(context);
    return new Observable((subscriber) =>
      this.callers.run(request, () => next.handle().subscribe(subscriber)),
    );
  }
}
