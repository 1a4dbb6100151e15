import { percent, table } from './table.mjs';

/** What happens to the keys, one line each, and what became of it with one verifier. */
const LINES = [
  ['1,000 first requests at once: fetches', ({ coldStart }) => coldStart.fetches],
  [
    'a flood of made-up `kid`s: good tokens refused',
    ({ flood }) => `${flood.goodRefused} of ${flood.goodTokens}`,
  ],
  ['the same: p99 of good tokens, ratio to no flood', ({ flood }) => flood.p99Ratio.toFixed(2)],
  ['the same: fetches', ({ flood }) => `${flood.fetches} in ${flood.seconds} s`],
  ['the same: a key rotated in is accepted after', ({ flood }) => rotation(flood)],
  ['server down, keys known: good tokens served', ({ outage }) => served(outage[0])],
  ['the same, 23 h later', ({ outage }) => served(outage[1])],
  ['the same, 25 h later', ({ outage }) => served(outage[2])],
  ['server down from the start: fetches for 1,000 requests', ({ coldOutage }) => coldOutage.fetches],
  ['the same: answer', ({ coldOutage }) => code(coldOutage.verdicts)],
  ['a key taken away is refused after', ({ removedKey }) => removed(removedKey)],
];

export function keySetsSection({ contenders, badAnswers }) {
  const rows = LINES.map(([what, figure]) => [what, ...contenders.map(figure)]);
  const answers = badAnswers.map(({ answer, milliseconds, peakMegabytes, verdict }) => [
    answer,
    `${milliseconds.toFixed(0)} ms`,
    `${peakMegabytes.toFixed(1)} MB`,
    code([verdict]),
  ]);
  const { seconds, floodTokens } = contenders[0].flood;
  return [
    '## Key sets',
    `From a key server on the loopback interface, in a process of its own. The flood has ` +
      `${Math.round(floodTokens / seconds)} made-up \`kid\`s a second beside as many good tokens. Hours and minutes ` +
      'pass on the clocks of the process only.',
    table(['', ...contenders.map(({ contender }) => contender)], rows),
    'What castellan does with an answer that is no key set:',
    table(['answer', 'refused after', 'memory at most', 'requests are told'], answers),
  ].join('\n\n');
}

function rotation({ rotationAcceptedMs, rotationPatienceMs }) {
  if (rotationAcceptedMs === null) return `over ${rotationPatienceMs / 1_000} s`;
  return rotationAcceptedMs < 1_000
    ? `${rotationAcceptedMs.toFixed(0)} ms`
    : `${(rotationAcceptedMs / 1_000).toFixed(1)} s`;
}

function served({ served: part, verdicts }) {
  const refusals = Object.keys(verdicts).filter((verdict) => verdict !== 'served');
  return refusals.length === 0 ? percent(part) : `${percent(part)}, ${code(refusals)}`;
}

function removed({ refusedAfterMinutes, limitMinutes }) {
  return refusedAfterMinutes === null ? `never in ${limitMinutes} min` : `${refusedAfterMinutes} min`;
}

function code(names) {
  return names.map((name) => `\`${name}\``).join(' ');
}
