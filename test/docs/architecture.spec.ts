import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');

describe('ARCHITECTURE.md', () => {
  const text = readFileSync(path.join(ROOT, 'ARCHITECTURE.md'), 'utf8');
  const bases = ['libs/castellan/src', 'libs/sandbox/src', 'src'];
  const folders = bases.flatMap((base) => [
    base,
    ...readdirSync(path.join(ROOT, base), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => path.join(base, entry.name)),
  ]);
  const named = [
    ...new Set([...text.matchAll(/`((?:[\w-]+\/)*[\w.-]+\.ts)`/g)].map((match) => match[1] ?? '')),
  ].filter((file) => !file.includes('NAME'));

  it('names files', () => {
    expect(named.length).toBeGreaterThan(20);
  });

  it.each(named)('names a file that exists: %s', (file) => {
    expect(folders.some((folder) => existsSync(path.join(ROOT, folder, file)))).toBe(true);
  });
});
