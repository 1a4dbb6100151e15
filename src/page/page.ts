import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The injection token of the page. */
export const PAGE = Symbol('page');

/** The files of the page. */
export interface Page {
  readonly html: Buffer;
  readonly css: Buffer;
  readonly script: Buffer;
}

/** Reads the files of the page, which are small and do not change. */
export function readPage(folder: string): Page {
  const read = (name: string): Buffer => readFileSync(path.join(folder, name));
  return { html: read('index.html'), css: read('page.css'), script: read('page.js') };
}
