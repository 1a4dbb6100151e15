import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');

const pagesBelow = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => path.join(folder, file))
    .filter((file) => file.endsWith('.md') && !/node_modules|dist/.test(file));

const pages = [
  ...readdirSync(ROOT).filter((file) => file.endsWith('.md')),
  ...['docs', 'libs', 'examples', 'bench'].flatMap(pagesBelow),
];
const textOf = (page: string): string => readFileSync(path.join(ROOT, page), 'utf8');

/** What GitHub makes of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-');

const headings = new Map(
  pages.map((page) => {
    const prose = textOf(page).replaceAll(/^```[^]*?^```$/gm, '');
    return [page, new Set([...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading)))];
  }),
);

describe('the documentation', () => {
  it.each(pages)('links from %s to headings that exist', (page) => {
    const targets = [...textOf(page).matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)];
    const broken = targets.flatMap(([, file = '', anchor = '']) => {
      const target = file === '' ? page : path.join(path.dirname(page), file);
      return headings.get(target)?.has(anchor) === true ? [] : [`${file}#${anchor}`];
    });
    expect(broken).toEqual([]);
  });
});
