import { readFileSync } from 'node:fs';
import path from 'node:path';
import { EXPLAIN_USAGE } from '../../libs/castellan/src/cli/explain-usage.js';
import { ROUTES_USAGE } from '../../libs/castellan/src/cli/routes-usage.js';
import { VERIFY_USAGE } from '../../libs/castellan/src/cli/usage.js';

const page = readFileSync(path.resolve(__dirname, '../../docs/cli.md'), 'utf8');

describe('the page about the route audit', () => {
  const audit = readFileSync(path.resolve(__dirname, '../../docs/route-audit.md'), 'utf8');

  it.each([
    ['routes', ROUTES_USAGE],
    ['explain', EXPLAIN_USAGE],
  ])('knows every option of %s', (_command, usage) => {
    const options = [...new Set(usage.match(/--[a-z-]+/g))].filter((option) => option !== '--help');
    expect(options.length).toBeGreaterThan(2);
    expect(options.filter((option) => !audit.includes(option))).toEqual([]);
  });
});

describe('the page about the command', () => {
  it('knows every option of verify', () => {
    const options = [...new Set(VERIFY_USAGE.match(/--[a-z-]+/g))];
    expect(options.length).toBeGreaterThan(8);
    expect(options.filter((option) => !page.includes(`\`${option}`))).toEqual([]);
  });

  it('knows every exit code of verify', () => {
    const codes = [...VERIFY_USAGE.matchAll(/^ {2}(\d) {2}/gm)].map(([, code]) => code);
    expect(codes).toEqual(['0', '1', '2', '3']);
    expect(codes.filter((code) => !new RegExp(`^\\| ${code} +\\|`, 'm').test(page))).toEqual([]);
  });
});
