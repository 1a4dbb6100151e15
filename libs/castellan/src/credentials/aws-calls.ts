import { AwsFault, toAwsFault } from './aws-fault.js';
import type { CallLimits, CallPriority, CredentialsOperation } from './limits/call-limits.js';

/** One call to AWS. */
export interface AwsCall<T> {
  readonly operation: CredentialsOperation;
  readonly priority: CallPriority;
  /** Tokens that are sent: what AWS says must not show them. */
  readonly secrets: readonly string[];
  readonly send: (abortSignal: AbortSignal) => Promise<T>;
}

/** Makes calls to AWS: through the gate, in bounded time, and with faults that are safe to log. */
export class AwsCalls {
  readonly #limits: CallLimits;
  readonly #timeoutMilliseconds: number;

  constructor(limits: CallLimits, timeoutMilliseconds: number) {
    this.#limits = limits;
    this.#timeoutMilliseconds = timeoutMilliseconds;
  }

  /**
   * @throws AwsFault for what fails on the way to AWS or there
   * @throws CastellanError when the gate lets nothing through
   */
  make<T>({ operation, priority, secrets, send }: AwsCall<T>): Promise<T> {
    return this.#limits.run(operation, priority, () => this.#inTime(secrets, send));
  }

  /** Bounds the whole call: the SDK's own timeouts are for one attempt, and it waits between attempts. */
  async #inTime<T>(secrets: readonly string[], send: AwsCall<T>['send']): Promise<T> {
    const aborted = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_resolve, reject) => {
      const milliseconds = this.#timeoutMilliseconds;
      timer = setTimeout(() => {
        reject(new AwsFault('TimeoutError', `No answer in ${milliseconds} ms.`, { timedOut: true }));
        aborted.abort();
      }, milliseconds);
    });
    try {
      return await Promise.race([send(aborted.signal), tooLate]);
    } catch (error) {
      throw toAwsFault(error, secrets);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** A part that AWS always sends was missing. */
export function incomplete(member: string): never {
  throw new AwsFault('IncompleteAnswer', `The answer of AWS has no ${member}.`);
}
