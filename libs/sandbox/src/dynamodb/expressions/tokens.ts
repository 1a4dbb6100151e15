/** A piece of an expression. */
export interface Token {
  readonly kind: 'word' | 'name' | 'value' | 'number' | 'symbol' | 'end';
  readonly text: string;
  /** Where it starts. */
  readonly at: number;
}

const TOKEN =
  /\s*(?:(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|([A-Za-z_][A-Za-z0-9_]*)|(\d+)|(<>|<=|>=|[=<>+\-()[\].,]))/y;
const KINDS = ['name', 'value', 'word', 'number', 'symbol'] as const;

/**
 * The tokens of an expression, with an end. A character that starts none gives its place.
 */
export function tokensOf(expression: string): Token[] | { readonly badCharacterAt: number } {
  const tokens: Token[] = [];
  const end = expression.trimEnd().length;
  for (let position = 0; position < end;) {
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(expression);
    const kind = KINDS.find((_, index) => match?.[index + 1] !== undefined);
    if (match === null || kind === undefined) {
      const blanks = /\s*/y;
      blanks.lastIndex = position;
      return { badCharacterAt: position + (blanks.exec(expression)?.[0].length ?? 0) };
    }
    const text = match[KINDS.indexOf(kind) + 1] ?? '';
    position = TOKEN.lastIndex;
    tokens.push({ kind, text, at: position - text.length });
  }
  tokens.push({ kind: 'end', text: '<EOF>', at: expression.length });
  return tokens;
}
