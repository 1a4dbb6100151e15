/**
 * `npm test`: installs and builds what is missing, then runs the unit specs and scenarios of every day with their
 * coverage. `npm run check` has the checks of the text, `npm run test:thorough` the tests that take minutes. The last
 * line is "N passed, N failed". Exit code 1 if anything failed.
 */
import { prepare } from './prepare.mjs';
import { conclude, runJest } from './run-jest.mjs';

prepare();

// The coverage of a part says nothing.
const only = process.argv.slice(2);
const coverage = only.length === 0 ? ['--coverage'] : [];
const { passed, failed, isCovered } = await runJest([...coverage, '--selectProjects', 'unit', 'scenarios'], {
  only,
});
if (!isCovered) console.log('Failed: coverage');
conclude(passed, failed + (isCovered ? 0 : 1));
