import { table } from './table.mjs';

export function credentialsSection(
  { users, cachedMicroseconds, requests },
  { rounds, hits, requests: count },
) {
  const rows = requests.map(({ contender, xCastellan, microseconds, callsEach, connectionsEach }) => [
    contender,
    xCastellan.toFixed(2),
    microseconds.toFixed(0),
    callsEach.toFixed(1),
    connectionsEach.toFixed(1),
  ]);
  return [
    '## Credentials',
    `A cached credential takes **${cachedMicroseconds.toFixed(2)} µs**: ${users} users in turn, the median of ` +
      `${rounds} rounds of ${hits}.`,
    `A request to an S3 on the loopback interface that answers at once, one after the other, ${users} users in turn; the ` +
      `median of ${rounds} rounds of ${count}. Calls to the identity pool and new connections are for each request.`,
    table(['one request', 'x castellan', 'µs', 'calls to the identity pool', 'new connections'], rows),
  ].join('\n\n');
}
