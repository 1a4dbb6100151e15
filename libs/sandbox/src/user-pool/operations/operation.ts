import type { Clock } from '../../clock.js';
import type { OperationInput } from '../operation-input.js';
import type { PoolRegistry } from '../pool-registry.js';

export interface OperationContext {
  readonly pools: PoolRegistry;
  readonly clock: Clock;
}

/** Answers one request. Throws a `ServiceError` to refuse. */
export type RunOperation = (input: OperationInput, context: OperationContext) => Promise<object>;

export interface Operation {
  /** Whether AWS wants the request signed by an IAM principal. */
  readonly signed: boolean;
  readonly run: RunOperation;
}

export const forEveryone = (run: RunOperation): Operation => ({ signed: false, run });
export const forAdministrators = (run: RunOperation): Operation => ({ signed: true, run });
