import { DOORS } from '../doors/contenders.mjs';
import { signed, table } from './table.mjs';

export function doorsSection(doors, { rounds, calls }) {
  const rows = doors.map(({ door, added, unguarded, guarded }) => [
    DOORS[door].label,
    `**${signed(added)} µs**`,
    `${unguarded.toFixed(0)} µs`,
    `${guarded.toFixed(0)} µs`,
  ]);
  return [
    '## The cost of each door',
    `CPU time of the server for one call by a known token, with the same handler unguarded and guarded by a group; 16 calls at ` +
      `a time, the median of ${rounds} interleaved rounds of ${calls} calls.`,
    table(['door', 'added', 'unguarded', 'guarded'], rows),
  ].join('\n\n');
}
