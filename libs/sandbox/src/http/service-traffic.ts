import type { Clock } from '../clock.js';
import type { CallCounter } from './call-counter.js';
import type { CallLog } from './call-log.js';
import { ConnectionFault } from './connection-fault.js';
import type { Faults } from './faults.js';
import type { Quotas } from './quotas.js';
import { ServiceError } from './service-error.js';

/** What all services of a sandbox share about their calls. */
export interface TrafficControl {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly quotas: Quotas;
  readonly log: CallLog;
}

/** One call on its way to its service. */
export interface PassingCall<T> {
  readonly operation: string;
  /** The identity that the request is about. */
  readonly identityId?: string | undefined;
  /** The identity that the answer is about, if the request named none. */
  readonly identityOf?: (answer: T) => string | undefined;
  readonly run: () => Promise<T>;
}

/** The calls of one service: counted, written down, and refused or held up as tests want it. */
export class ServiceTraffic {
  constructor(
    readonly service: string,
    private readonly calls: CallCounter,
    private readonly control: TrafficControl,
  ) {}

  async pass<T>({ operation, identityId, identityOf, run }: PassingCall<T>): Promise<T> {
    const { faults, quotas, log, clock } = this.control;
    const entry = { at: clock(), service: this.service, operation };
    this.calls.add(operation);
    if (identityId !== undefined) this.calls.addFor(operation, identityId);
    try {
      await faults.meet(operation);
      quotas.take(operation);
      const answer = await run();
      const answered = identityId === undefined ? identityOf?.(answer) : undefined;
      if (answered !== undefined) this.calls.addFor(operation, answered);
      log.add({ ...entry, ...about(identityId ?? answered) });
      return answer;
    } catch (error) {
      log.add({ ...entry, ...about(identityId), error: errorName(error) });
      throw error;
    }
  }
}

const about = (identityId: string | undefined): { identityId?: string } =>
  identityId === undefined ? {} : { identityId };

/** Of an error that is none of a service only that it was one: its name could hold anything. */
function errorName(error: unknown): string {
  if (error instanceof ServiceError) return error.type;
  return error instanceof ConnectionFault ? error.kind : 'refused';
}
