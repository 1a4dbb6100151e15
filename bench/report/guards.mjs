import { GUARDS } from '../guards/contenders.mjs';
import { percent, signed, table } from './table.mjs';

const BUSY = 0.9;

export function guardsSection({ generator, pinned, results }, { seconds, rounds }) {
  const loads = Object.keys(rounds);
  const lengths = loads.map((load) => `${rounds[load]} (${load})`).join(', ');
  const platforms = [...new Set(results.map(({ platform }) => platform))];
  return [
    '## Requests a second under a guard',
    `Ratio to the same handler without a guard, and the CPU time of the server that is added to each request. Load by ` +
      `${generator}, 32 keep-alive connections, 500 tokens in rotation; ` +
      `${pinned ? 'the server on one core and the load on another' : 'nothing pinned to a core'}; ` +
      `the median of interleaved rounds of ${seconds} s: ${lengths}.`,
    ...platforms.flatMap((platform) => {
      const ofPlatform = results.filter((result) => result.platform === platform);
      return [`### Nest on ${platform}`, tableOf(ofPlatform, loads), bottleneck(ofPlatform, generator)];
    }),
  ].join('\n\n');
}

function tableOf(results, loads) {
  const guards = [...new Set(results.map(({ guard }) => guard))];
  const rows = guards.map((guard) => [
    GUARDS[guard].label,
    ...loads.flatMap((load) => {
      const found = results.find((result) => result.guard === guard && result.load === load);
      return [found.toUnguarded.toFixed(2), `${signed(found.cpuMicrosecondsAdded)} µs`];
    }),
    results.find((result) => result.guard === guard).requestsPerSecond.toFixed(0),
  ]);
  return table(['guard', ...loads.flatMap((load) => [load, 'CPU']), `${loads[0]}, requests/s`], rows);
}

/** Whether the figures are those of the servers. */
function bottleneck(results, generator) {
  const loadBusy = results.map((result) => result.loadBusy).filter((busy) => busy !== undefined);
  const most = loadBusy.length === 0 ? 'an unknown part' : `at most ${percent(Math.max(...loadBusy))}`;
  const least = Math.min(...results.map(({ serverBusy }) => serverBusy));
  const warnings = [
    loadBusy.some((busy) => busy > BUSY) && `${generator} held the servers up: the ratios are too high.`,
    least < BUSY &&
      'Servers did not get all of their core, so rely on the CPU times rather than on the ratios.',
  ].filter((warning) => warning !== false);
  return [`${generator} used ${most} of its core, the servers at least ${percent(least)}.`, ...warnings].join(
    ' ',
  );
}
