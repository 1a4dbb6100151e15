import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const RECIPES = path.join(__dirname, 'recipes');
const page = readFileSync(path.resolve(__dirname, '../../docs/cookbook.md'), 'utf8');
const snippets = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);

describe('the cookbook', () => {
  it.each(readdirSync(RECIPES))('has the recipe that is tested as %s', (file) => {
    expect(snippets).toContain(readFileSync(path.join(RECIPES, file), 'utf8'));
  });

  it('has no other recipes', () => {
    expect(snippets).toHaveLength(readdirSync(RECIPES).length);
  });
});
