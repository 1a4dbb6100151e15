import { OPERATIONS as DYNAMODB_OPERATIONS } from '../dynamodb/operations/operation-table.js';
import { IDENTITY_POOL_OPERATIONS } from '../identity-pool/operation-table.js';
import { memberPath } from '../option-check.js';
import { STS_OPERATIONS } from '../sts/sts-operations.js';
import { operations as USER_POOL_OPERATIONS } from '../user-pool/operations/operation-table.js';
import type { CheckedOptions } from '../checked-options.js';
import { CallLog } from './call-log.js';
import { Faults } from './faults.js';
import { Quotas } from './quotas.js';
import type { TrafficControl } from './service-traffic.js';

/** Of S3 there are none: it has no faults. */
const OPERATIONS_WITH_FAULTS: ReadonlySet<string> = new Set([
  ...USER_POOL_OPERATIONS.keys(),
  ...IDENTITY_POOL_OPERATIONS.keys(),
  ...STS_OPERATIONS.keys(),
  ...DYNAMODB_OPERATIONS.keys(),
]);

/** What the options say about the calls of all services. Throws a `TypeError` for a fault or a quota that can not be. */
export function createTraffic(options: Pick<CheckedOptions, 'clock' | 'quotas' | 'faults'>): TrafficControl {
  const faults = new Faults(OPERATIONS_WITH_FAULTS);
  for (const [operation, fault] of Object.entries(options.faults)) {
    try {
      faults.set(operation, fault);
    } catch (error) {
      const message = error instanceof Error ? error.message : 'can not be used';
      throw new TypeError(`${memberPath('faults', operation)}: ${message}`, { cause: error });
    }
  }
  const { clock } = options;
  return { clock, faults, quotas: new Quotas(clock, options.quotas), log: new CallLog() };
}
