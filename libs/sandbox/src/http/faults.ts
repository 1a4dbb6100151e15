import { setTimeout as sleep } from 'node:timers/promises';
import { assertInteger, assertMatch, assertObject, assertOneOf } from '../option-check.js';
import { optionError } from '../option-error.js';
import { ConnectionFault, type ConnectionFaultKind } from './connection-fault.js';
import { ServiceError } from './service-error.js';

const OPTIONS = [
  'type',
  'message',
  'status',
  'connection',
  'times',
  'latency',
] as const satisfies (keyof Fault)[];

/** The name under which a fault meets every operation. */
const EVERY = '*';

const WANTED_OPERATION =
  'Write an operation that the sandbox has of user pools, identity pools, STS or DynamoDB, such as "GetId", or "*" for all.';

/** Node fires a timer that is longer at once. */
const LONGEST_LATENCY = 2 ** 31 - 1;

/** How an operation misbehaves. */
export interface Fault {
  /** The exception to answer with, such as `TooManyRequestsException`. Default: none, the call is only slow. */
  readonly type?: string;
  /** Default `Injected fault.` */
  readonly message?: string;
  /** The HTTP status of the exception, from 400 to 599. Default 400. */
  readonly status?: number;
  /** `reset` cuts the connection, `hang` never answers. In place of an exception. */
  readonly connection?: ConnectionFaultKind;
  /** How many calls it meets. Default: every call until it is cleared. */
  readonly times?: number;
  /** Milliseconds to wait before the call is answered. Default 0. */
  readonly latency?: number;
}

/** Makes operations of the user pools, the identity pools, STS and DynamoDB fail or slow down, for tests of how an application takes it. */
export class Faults {
  private readonly faults = new Map<string, { readonly fault: Fault; left: number }>();

  /** @param operations - those that can misbehave. */
  constructor(private readonly operations: ReadonlySet<string>) {}

  /**
   * Lets an operation misbehave from now on. A second fault for the same operation replaces the first. A fault of
   * the operation `*` meets every call, before the fault of its own operation.
   *
   * @throws TypeError for a fault that no service could have, or an operation that no service has, naming what was found
   * and what to write.
   *
   * @example
   * ```ts
   * import { Sandbox } from 'castellan-sandbox';
   *
   * const sandbox = await Sandbox.start();
   * sandbox.faults.set('GetCredentialsForIdentity', {
   *   type: 'TooManyRequestsException',
   *   message: 'Rate exceeded',
   *   times: 2,
   * });
   * ```
   */
  set(operation: string, fault: Fault): void {
    if (operation !== EVERY && !this.operations.has(operation)) {
      throw optionError('operation', operation, WANTED_OPERATION);
    }
    checkFault(fault);
    this.faults.set(operation, { fault: { ...fault }, left: fault.times ?? Infinity });
  }

  /** Ends the fault of one operation, or of all. */
  clear(operation?: string): void {
    if (operation === undefined) this.faults.clear();
    else this.faults.delete(operation);
  }

  /** Waits and throws as the faults say that meet the operation. @internal */
  async meet(operation: string): Promise<void> {
    await this.meetOne(EVERY);
    await this.meetOne(operation);
  }

  private async meetOne(operation: string): Promise<void> {
    const entry = this.faults.get(operation);
    if (entry === undefined || entry.left <= 0) return;
    entry.left -= 1;
    const { type, message = 'Injected fault.', status, connection, latency = 0 } = entry.fault;
    if (latency > 0) await sleep(latency, undefined, { ref: false });
    if (connection !== undefined) throw new ConnectionFault(connection);
    if (type !== undefined) throw new ServiceError(type, message, status);
  }
}

function checkFault(fault: Fault): void {
  assertObject('fault', fault, OPTIONS);
  const { type, message, status, connection, times, latency } = fault;
  if (connection !== undefined) {
    assertOneOf('fault.connection', connection, ['hang', 'reset']);
    if (type !== undefined) {
      throw optionError('fault.type', type, 'A connection that ends without an answer carries no exception.');
    }
  }
  if (type !== undefined) {
    assertMatch(
      'fault.type',
      type,
      /^[A-Za-z]\w{0,127}$/,
      'an exception, such as "TooManyRequestsException"',
    );
  } else if (message !== undefined || status !== undefined) {
    throw optionError('fault.type', type, 'A message or a status needs an exception that carries it.');
  }
  if (message !== undefined) assertMatch('fault.message', message, /^/, 'a string');
  if (status !== undefined) assertInteger('fault.status', status, 400, 599);
  if (times !== undefined) assertInteger('fault.times', times, 0, Number.MAX_SAFE_INTEGER);
  if (latency !== undefined) assertInteger('fault.latency', latency, 0, LONGEST_LATENCY);
}
