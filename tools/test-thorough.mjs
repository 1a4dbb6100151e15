/**
 * `npm run test:thorough`: what takes minutes and is asked of a change before it is published: the examples' own types,
 * and the tests named `*.thorough.spec.ts`, which play corpora, floods and random cases by the thousand. The last line is
 * "N passed, N failed".
 */
import { runGates } from './gates.mjs';
import { prepare } from './prepare.mjs';
import { conclude, runJest } from './run-jest.mjs';

prepare();

const { passed, failures } = await runGates([
  [
    ['types of the example', 'tsc', '-p', 'examples/tenant-notes/tsconfig.build.json'],
    ['types of its tests', 'tsc', '--noEmit', '-p', 'examples/tenant-notes'],
    [
      'routes of the example',
      'castellan',
      'routes',
      '--check',
      'examples/tenant-notes/routes.lock.json',
      'examples/tenant-notes/dist/app.module.js',
    ],
    ['types of the GraphQL example', 'tsc', '--noEmit', '-p', 'examples/graphql'],
  ],
  [
    ['types of the microservices', 'tsc', '-p', 'examples/microservices/tsconfig.build.json'],
    ['types of their tests', 'tsc', '--noEmit', '-p', 'examples/microservices'],
    [
      'types of the example for Express',
      'tsc',
      '--noEmit',
      '-p',
      'examples/express-only/tsconfig.build.json',
    ],
    ['types of the tests of that', 'tsc', '--noEmit', '-p', 'examples/express-only'],
  ],
]);
const tests = await runJest(['--selectProjects', 'thorough', ...process.argv.slice(2)]);

if (failures.length > 0) console.log(`Failed: ${failures.join(', ')}`);
conclude(passed + tests.passed, failures.length + tests.failed);
