import { readFileSync } from 'node:fs';
import path from 'node:path';
import { COGNITO_LOCAL_DIFFERENCES } from './cognito-local-differences.js';
import { applicationSuite } from './application-suite.js';
import type { PoolUnderTest } from './pool-under-test.js';
import { startSandboxPool } from './sandbox-pool.js';
import { USER_POOL_CASES } from './user-pool-cases.js';

describe('a user pool of the sandbox', () => {
  let pool: PoolUnderTest;
  beforeAll(async () => {
    pool = await startSandboxPool();
  });
  afterAll(() => pool.stop());

  it.each(USER_POOL_CASES)('is as Cognito: $name', async ({ run, expected }) => {
    expect(await run(pool)).toEqual(expected);
  });

  applicationSuite('castellan-sandbox', () => pool);
});

it('has its differences from cognito-local in the conformance table, each by its name', () => {
  const text = readFileSync(path.resolve(__dirname, '../../docs/sandbox-conformance.md'), 'utf8');
  const [, section = ''] = text.split('## Beside cognito-local\n');
  const rows = [...section.matchAll(/^\| ([^|]+) \| [^|]+ \|$/gm)].map(([, name = '']) => name.trim());
  const cases = USER_POOL_CASES.map(({ name }) => name);
  const differences = Object.keys(COGNITO_LOCAL_DIFFERENCES);
  expect(differences.filter((name) => !cases.includes(name))).toEqual([]);
  expect(rows.slice(2)).toEqual(differences);
});
