import prettier from 'prettier';
import { credentialsSection } from './report/credentials.mjs';
import { doorsSection } from './report/doors.mjs';
import { guardsSection } from './report/guards.mjs';
import { keySetsSection } from './report/key-sets.mjs';
import { memorySection } from './report/memory.mjs';
import { verificationSection } from './report/verification.mjs';

/** All figures of a run as a Markdown document, ratios first. */
export async function report({
  machine,
  size,
  verification,
  guards,
  doors,
  keySets,
  credentials,
  memory,
  minutes,
}) {
  const { node, processor, cores, date, loadBefore } = machine;
  const text = [
    '# Results',
    `${date}, Node ${node}, ${processor}, ${cores} cores, load ${loadBefore.toFixed(1)} before the run, ` +
      `which took ${minutes.toFixed(1)} minutes. Ratios carry over to another machine, times do not. ` +
      'Written by `npm run bench -- --markdown bench/RESULTS.md`; how it is measured stands in [README.md](README.md).',
    verificationSection(verification, size.verification),
    guardsSection(guards, size.guards),
    doorsSection(doors, size.doors),
    keySetsSection(keySets),
    credentialsSection(credentials, size.credentials),
    memorySection(memory),
  ].join('\n\n');
  return prettier.format(text, {
    ...(await prettier.resolveConfig(import.meta.filename)),
    parser: 'markdown',
  });
}
