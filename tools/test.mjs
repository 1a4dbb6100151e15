/**
 * `npm test`: installs and builds what is missing, then runs the checks and the tests of every day: format, types, lint,
 * layers, unit specs and scenarios. `npm run test:thorough` has the rest. The last line counts checks and tests:
 * "N passed, N failed". Exit code 1 if anything failed.
 */
import { runGates } from './gates.mjs';
import { prepare } from './prepare.mjs';
import { conclude, runJest } from './run-jest.mjs';

prepare();

const { passed, failures } = await runGates([
  [['lint', 'eslint', '--max-warnings', '0', '.']],
  [
    ['format', 'prettier', '--check', '--log-level=warn', '.'],
    ['types', 'tsc', '--noEmit', '-p', 'tsconfig.json'],
    ['layers', 'depcruise', '--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'libs', 'src'],
  ],
]);
const tests = await runJest([
  '--coverage',
  '--selectProjects',
  'unit',
  'scenarios',
  ...process.argv.slice(2),
]);
if (tests.failed === 0 && tests.status !== 0) failures.push('coverage');

if (failures.length > 0) console.log(`Failed: ${failures.join(', ')}`);
conclude(passed + tests.passed, failures.length + tests.failed);
