import type { Input } from './operation.js';
import { choice } from './parameters.js';

const WRITE_UNIT_BYTES = 1024;
const READ_UNIT_BYTES = 4096;

export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));

/** An eventually consistent read costs half. */
export const readUnits = (bytes: number, consistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (consistent ? 1 : 0.5);

/** What `ReturnConsumedCapacity` adds to an answer. */
export function consumedCapacity(input: Input, tableName: string, units: number): object {
  const wanted = choice(input, 'ReturnConsumedCapacity', ['NONE', 'TOTAL', 'INDEXES']);
  if (wanted === 'NONE') return {};
  return {
    ConsumedCapacity: {
      TableName: tableName,
      CapacityUnits: units,
      ...(wanted === 'INDEXES' && { Table: { CapacityUnits: units } }),
    },
  };
}
