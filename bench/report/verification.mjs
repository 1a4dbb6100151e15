import { table } from './table.mjs';

export function verificationSection(verification, { rounds, operations }) {
  const rows = verification.map(({ contender, xFloor, microseconds }) => [
    contender,
    xFloor.toFixed(2),
    microseconds.toFixed(1),
  ]);
  return [
    '## Verification of one token',
    `RS256 with 2,048 bits, 500 tokens of 1.2 kB in rotation; the median of ${rounds} rounds of ${operations}.`,
    table(['verifier', 'x floor', 'µs'], rows),
  ].join('\n\n');
}
