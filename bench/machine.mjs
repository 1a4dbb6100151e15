import { availableParallelism, cpus, loadavg } from 'node:os';

/** What the figures were measured on, and how much else it had to do just before. */
export function machine() {
  return {
    node: process.versions.node,
    processor: cpus()[0]?.model ?? 'unknown processor',
    cores: availableParallelism(),
    date: new Date().toISOString().slice(0, 10),
    loadBefore: loadavg()[0],
  };
}
