import type { ArgumentsHost, ExecutionContext } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { CastellanError } from '../../errors/index.js';

/** What refuses in one application: it logs what is refused, and has the door of the call answer it. */
export interface Refuser {
  readonly log: { write(error: CastellanError): void };
  /** Runs a guard. What it refuses is thrown on to the filter next to the handler. */
  guard<T>(context: ExecutionContext, step: () => T | Promise<T>): T | Promise<T>;
  /** Runs what makes a parameter of the handler, or filters its result. */
  parameter<T>(context: ExecutionContext, step: () => T | Promise<T>): T | Promise<T>;
  /** Says in the log which rules a list lacks because they were not built from a token. */
  explainList(unbuiltRules: readonly string[]): void;
  /** Answers an error of ours that reached an exception filter. */
  answer(host: ArgumentsHost, error: CastellanError): Observable<never> | undefined;
}
