import { jsonPath } from './json-path.js';

/** Strings, which may hold any of the others, and the signs that make up the structure. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

interface Container {
  /** The names of an object so far; `undefined` for a list. */
  readonly names: Set<string> | undefined;
  /** The member or the index that is being read. */
  at: string | number;
  expectsName: boolean;
}

/** Where a member is written for the second time, in text that is valid JSON; `undefined` where none is. */
export function duplicateMember(text: string): string | undefined {
  const stack: Container[] = [];
  for (const [token] of text.matchAll(TOKENS)) {
    const container = stack.at(-1);
    if (token === '{') stack.push({ names: new Set(), at: '', expectsName: true });
    else if (token === '[') stack.push({ names: undefined, at: 0, expectsName: false });
    else if (token === '}' || token === ']') stack.pop();
    else if (container === undefined || token === ':') continue;
    else if (token === ',') proceed(container);
    else if (container.names !== undefined && container.expectsName) {
      container.at = JSON.parse(token) as string;
      container.expectsName = false;
      if (container.names.has(container.at)) return jsonPath(stack.map(({ at }) => at));
      container.names.add(container.at);
    }
  }
  return undefined;
}

function proceed(container: Container): void {
  if (typeof container.at === 'number') container.at += 1;
  else container.expectsName = true;
}
