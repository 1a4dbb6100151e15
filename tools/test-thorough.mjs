/**
 * `npm run test:thorough`: the tests named `*.thorough.spec.ts`, which play corpora, floods and random cases by the
 * thousand, and take minutes. The last line is "N passed, N failed".
 */
import { runGates } from './gates.mjs';
import { prepare } from './prepare.mjs';
import { conclude, runJest } from './run-jest.mjs';

prepare();

// The test of these starts what is built.
const built = await runGates([
  [['build of the microservices', 'tsc', '-p', 'examples/microservices/tsconfig.build.json']],
]);
const { passed, failed } = await runJest(['--selectProjects', 'thorough'], { only: process.argv.slice(2) });
conclude(built.passed + passed, built.failures.length + failed);
