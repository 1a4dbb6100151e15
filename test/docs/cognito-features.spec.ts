import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as identityPools from '@aws-sdk/client-cognito-identity';
import * as userPools from '@aws-sdk/client-cognito-identity-provider';

const ROOT = path.resolve(__dirname, '../..');
const textOf = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

const operationsOf = (sdk: object): string[] =>
  Object.keys(sdk)
    .filter((name) => name.endsWith('Command') && name !== '$Command')
    .map((name) => name.slice(0, -'Command'.length))
    .sort();

/** The rows of a section: operation, Castellan, sandbox, why not. */
function rowsOf(section: string): Map<string, readonly string[]> {
  const [, after = ''] = textOf('docs/cognito-features.md').split(`## ${section}\n`);
  const [table = ''] = after.split('\n## ');
  return new Map(
    [...table.matchAll(/^\| `(\w+)` +\|(.*)\|$/gm)].map(([, name = '', cells = '']) => [
      name,
      cells.split('|').map((cell) => cell.trim()),
    ]),
  );
}

/** What the sandbox has, by the conformance table, which another test keeps in step with it. */
const servedBySandbox = (service: string): Set<string> =>
  new Set(
    [...textOf('docs/sandbox-conformance.md').matchAll(/^\| ([a-zA-Z0-9 ]+?) +\| `(\w+)` +\| implemented/gm)]
      .filter(([, name]) => name === service)
      .map(([, , operation = '']) => operation),
  );

/** What the framework asks of user pools. */
const askedByFramework = (): Set<string> => {
  const folder = path.join(ROOT, 'libs/castellan/src/user-pool');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.includes('.spec'),
  );
  return new Set(
    sources.flatMap((file) =>
      [...readFileSync(path.join(folder, file), 'utf8').matchAll(/\bapi\s*\.([a-z]\w+)\(/g)].map(
        ([, name = '']) => name.charAt(0).toUpperCase() + name.slice(1),
      ),
    ),
  );
};

describe.each([
  ['Operations of user pools', 'user pools', userPools],
  ['Operations of identity pools', 'identity pools', identityPools],
])('%s, in the table of features', (section, service, sdk) => {
  const rows = rowsOf(section);

  it('are all that the AWS SDK has', () => {
    expect([...rows.keys()].sort()).toEqual(operationsOf(sdk));
  });

  it('say rightly whether the sandbox has them', () => {
    const served = [...rows].filter(([, cells]) => cells[1] === 'yes').map(([name]) => name);
    expect(served.sort()).toEqual([...servedBySandbox(service)].sort());
  });

  it('say why where Castellan has nothing', () => {
    for (const [name, [castellan, , why]] of rows) {
      if (castellan === 'no') expect([name, why]).not.toEqual([name, '']);
    }
  });
});

it('says rightly which operations of user pools Castellan asks', () => {
  const known = new Set(operationsOf(userPools));
  const asked = [...askedByFramework()].filter((name) => known.has(name)).sort();
  const rows = [...rowsOf('Operations of user pools')];
  const written = rows.filter(([, [castellan]]) => castellan !== 'no').map(([name]) => name);
  expect(written.sort()).toEqual(asked);
});
