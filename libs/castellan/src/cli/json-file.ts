import { readFile } from 'node:fs/promises';

/** Reads a JSON file. @throws what `fail` makes of the reason. */
export async function readJsonFile(file: string, fail: (message: string) => Error): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw fail(`the file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'no reason is given'}).`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw fail('the file is not JSON.');
  }
}
