import type { CheckedOptions } from '../checked-options.js';
import { CallLog } from './call-log.js';
import { Faults } from './faults.js';
import { Quotas } from './quotas.js';
import type { TrafficControl } from './service-traffic.js';

/** What the options say about the calls of all services. Throws a `TypeError` for a fault or a quota that can not be. */
export function createTraffic(options: Pick<CheckedOptions, 'clock' | 'quotas' | 'faults'>): TrafficControl {
  const faults = new Faults();
  for (const [operation, fault] of Object.entries(options.faults)) faults.set(operation, fault);
  const { clock } = options;
  return { clock, faults, quotas: new Quotas(clock, options.quotas), log: new CallLog() };
}
