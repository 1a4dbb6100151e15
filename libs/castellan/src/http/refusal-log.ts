import type { CastellanError } from '../errors/index.js';
import type { Log } from './log.js';
import { RepeatedFaults } from './repeated-faults.js';

/**
 * Says in the log why a caller was refused: faults of the service as errors, with their stacks; refusals at debug
 * level, since they are everyday. Each error once, however many hands it goes through.
 *
 * An outage refuses every request with the same fault. Its stack is written once in ten seconds, with the number of
 * those in between, which stand at debug level.
 */
export class RefusalLog {
  readonly #logger: Log;
  readonly #written = new WeakSet<CastellanError>();
  readonly #faults = new RepeatedFaults();
  readonly #unbuiltRules = new Set<string>();

  constructor(logger: Log) {
    this.#logger = logger;
  }

  write(error: CastellanError): void {
    if (this.#written.has(error)) return;
    this.#written.add(error);
    try {
      this.#write(error);
    } catch {
      // A log that fails must not change what a caller is answered.
    }
  }

  #write(error: CastellanError): void {
    const line = `${error.code}: ${error.message}`;
    const before =
      error.httpStatus >= 500 ? this.#faults.admit(faultOf(error), performance.now()) : undefined;
    if (before === undefined) {
      this.#logger.debug([line, ...causes(error).map(({ message }) => message)].join(' Caused by: '));
      return;
    }
    const repeated = before === 0 ? '' : ` (${before} more since this was last written)`;
    this.#logger.error(line + repeated, [error, ...causes(error)].map(stackOf).join('\ncaused by '));
  }

  /** A rule that a list filter lacks: a warning, once, since nothing is refused that would say so. */
  writeUnbuiltRule(explanation: string): void {
    if (this.#unbuiltRules.has(explanation) || this.#unbuiltRules.size >= MOST_UNBUILT_RULES) return;
    this.#unbuiltRules.add(explanation);
    this.#logger.warn(`A list lacks what a rule would allow. ${explanation}`);
  }
}

/** A policy that puts data of callers into the names of fields would never be done. */
const MOST_UNBUILT_RULES = 1_000;

/** What makes two faults the same. An outage has one cause, whatever tenant it meets; faults of code have many. */
function faultOf({ code, httpStatus, message }: CastellanError): string {
  return httpStatus === 500 ? `${code}: ${message}` : code;
}

function causes(error: Error): Error[] {
  const found: Error[] = [];
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) found.push(cause);
  return found;
}

function stackOf(error: Error): string {
  return error.stack ?? error.message;
}
