/** One token of JSON, or nothing where the text is none. */
const TOKEN =
  /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/y;
const BLANKS = /[ \t\n\r]*/y;

type Expected = 'value' | 'value or ]' | 'name' | 'name or }' | ':' | 'more' | 'end';

/**
 * Where a text stops being JSON: line and column, from 1 on, a column being a UTF-16 unit. `undefined` where it is
 * JSON. The messages of `JSON.parse` say it on some versions of Node only, and quote the text.
 */
export function jsonSyntaxError(
  text: string,
): { readonly line: number; readonly column: number } | undefined {
  const containers: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    at = endOf(BLANKS, text, at) ?? at;
    if (at === text.length) return expected === 'end' ? undefined : position(text, at);
    const end = endOf(TOKEN, text, at);
    const next: Expected | undefined =
      end === undefined ? undefined : follow(text.slice(at, end), expected, containers);
    if (end === undefined || next === undefined) return position(text, at);
    expected = next;
    at = end;
  }
}

/** What may come after a token; `undefined` where the token may not stand. */
function follow(token: string, expected: Expected, containers: ('{' | '[')[]): Expected | undefined {
  const container = containers.at(-1);
  switch (token) {
    case '{':
    case '[':
      if (!expected.startsWith('value')) return undefined;
      containers.push(token);
      return token === '{' ? 'name or }' : 'value or ]';
    case '}':
      if (container !== '{' || (expected !== 'more' && expected !== 'name or }')) return undefined;
      return afterValue(containers, 1);
    case ']':
      if (container !== '[' || (expected !== 'more' && expected !== 'value or ]')) return undefined;
      return afterValue(containers, 1);
    case ',':
      if (expected !== 'more') return undefined;
      return container === '{' ? 'name' : 'value';
    case ':':
      return expected === ':' ? 'value' : undefined;
    default:
      if (expected.startsWith('name')) return token.startsWith('"') ? ':' : undefined;
      return expected.startsWith('value') ? afterValue(containers, 0) : undefined;
  }
}

function afterValue(containers: ('{' | '[')[], closed: 0 | 1): Expected {
  containers.length -= closed;
  return containers.length === 0 ? 'end' : 'more';
}

function endOf(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function position(text: string, at: number): { readonly line: number; readonly column: number } {
  const lines = text.slice(0, at).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
