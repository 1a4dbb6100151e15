/**
 * `npm run check`: installs and builds what is missing, then checks what can be checked without running it: format,
 * lint, types and layers, the examples included. The last line is "N passed, N failed".
 */
import { runGates } from './gates.mjs';
import { prepare } from './prepare.mjs';
import { conclude } from './run-jest.mjs';

prepare();

const types = (name, project, ...options) => [`types of ${name}`, 'tsc', ...options, '-p', project];

const { passed, failures } = await runGates([
  [['lint', 'eslint', '--max-warnings', '0', '.']],
  [
    ['format', 'prettier', '--check', '--log-level=warn', '.'],
    types('everything', 'tsconfig.json', '--noEmit'),
    ['layers', 'depcruise', '--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'libs', 'src'],
    types('the example', 'examples/tenant-notes/tsconfig.build.json'),
    types("the example's tests", 'examples/tenant-notes', '--noEmit'),
    [
      'routes of the example',
      'castellan',
      'routes',
      '--check',
      'examples/tenant-notes/routes.lock.json',
      'examples/tenant-notes/dist/app.module.js',
    ],
    types('the GraphQL example', 'examples/graphql', '--noEmit'),
    types('the microservices', 'examples/microservices/tsconfig.build.json', '--noEmit'),
    types("the microservices' tests", 'examples/microservices', '--noEmit'),
    types('the example for Express', 'examples/express-only/tsconfig.build.json', '--noEmit'),
    types('the tests of the example for Express', 'examples/express-only', '--noEmit'),
  ],
]);
if (failures.length > 0) console.log(`Failed: ${failures.join(', ')}`);
conclude(passed, failures.length);
