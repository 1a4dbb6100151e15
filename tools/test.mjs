/**
 * `npm test`: installs and builds what is missing, then runs every check. The last line counts checks and tests:
 * "N passed, N failed". Exit code 1 if anything failed.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { prepare } from './prepare.mjs';
import { installed, run } from './workspace.mjs';

prepare();
// The SDK says on Node 20 that its releases of 2027 will need Node 22. Its versions are pinned below those.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const gates = [
  ['format', ['prettier', '--check', '--log-level=warn', '.']],
  ['types', ['tsc', '--noEmit', '-p', 'tsconfig.json']],
  ['lint', ['eslint', '--max-warnings', '0', '.']],
  ['types of the example', ['tsc', '-p', 'examples/tenant-notes/tsconfig.build.json']],
  ['types of its tests', ['tsc', '--noEmit', '-p', 'examples/tenant-notes']],
  ['types of the microservices', ['tsc', '-p', 'examples/microservices/tsconfig.build.json']],
  ['types of their tests', ['tsc', '--noEmit', '-p', 'examples/microservices']],
  ['types of the GraphQL example', ['tsc', '--noEmit', '-p', 'examples/graphql']],
  [
    'types of the example for Express',
    ['tsc', '--noEmit', '-p', 'examples/express-only/tsconfig.build.json'],
  ],
  ['types of the tests of that', ['tsc', '--noEmit', '-p', 'examples/express-only']],
  [
    'routes of the example',
    [
      'castellan',
      'routes',
      '--check',
      'examples/tenant-notes/routes.lock.json',
      'examples/tenant-notes/dist/app.module.js',
    ],
  ],
  ['layers', ['depcruise', '--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'libs', 'src']],
];

const failures = [];
let passed = 0;

for (const [name, [command, ...args]] of gates) {
  const started = performance.now();
  const ok = run(installed(command), args) === 0;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  if (ok) passed += 1;
  else failures.push(name);
}

const folder = mkdtempSync(path.join(tmpdir(), 'castellan-test-'));
const report = path.join(folder, 'jest.json');
const status = run(
  installed('jest'),
  ['--coverage', '--json', `--outputFile=${report}`, ...process.argv.slice(2)],
  {
    stdio: ['ignore', 'ignore', 'inherit'],
  },
);
const results = readReport();
passed += results.passed;
if (results.failed === 0 && status !== 0) failures.push('coverage');

rmSync(folder, { recursive: true, force: true });
if (failures.length > 0) console.log(`Failed: ${failures.join(', ')}`);
const failed = failures.length + results.failed;
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** A test file that cannot be loaded has no failed test to count, so it counts as one itself. */
function readReport() {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
