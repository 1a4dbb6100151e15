import { Injectable, Logger } from '@nestjs/common';
import type { CastellanError } from '../../errors/index.js';

/**
 * Says in the log why a caller was refused: faults of the service as errors, with their stacks; refusals at debug
 * level, since they are everyday. Each error once, however many hands it goes through.
 */
@Injectable()
export class RefusalLog {
  readonly #logger = new Logger('Castellan');
  readonly #written = new WeakSet<CastellanError>();

  write(error: CastellanError): void {
    if (this.#written.has(error)) return;
    this.#written.add(error);
    const line = `${error.code}: ${error.message}`;
    if (error.httpStatus >= 500)
      this.#logger.error(line, [error, ...causes(error)].map(stackOf).join('\ncaused by '));
    else this.#logger.debug([line, ...causes(error).map(({ message }) => message)].join(' Caused by: '));
  }
}

function causes(error: Error): Error[] {
  const found: Error[] = [];
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) found.push(cause);
  return found;
}

function stackOf(error: Error): string {
  return error.stack ?? error.message;
}
