import { validationError } from '../dynamodb-error.js';
import type { AttributeValue } from '../values/attribute-value.js';
import type { DocumentPath } from './document-path.js';
import type { Placeholders } from './placeholders.js';
import { isReservedWord } from './reserved-words.js';
import { type Token, tokensOf } from './tokens.js';

const LONGEST = 4096;

/** Reads the tokens of one expression in turn. Every method throws a `DynamoDbError` for what it cannot read. */
export class ExpressionReader {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(
    /** The parameter it came in, such as `FilterExpression`. */
    readonly kind: string,
    private readonly expression: string,
    private readonly placeholders: Placeholders,
  ) {
    if (expression.trim() === '') throw validationError(`Invalid ${kind}: The expression can not be empty;`);
    if (Buffer.byteLength(expression) > LONGEST) {
      throw validationError(`Invalid ${kind}: Expression size has exceeded the maximum allowed size;`);
    }
    const tokens = tokensOf(expression);
    if ('badCharacterAt' in tokens) {
      const { badCharacterAt: at } = tokens;
      throw this.#syntaxError({ kind: 'symbol', text: expression[at] ?? '', at });
    }
    this.#tokens = tokens;
  }

  #peek(ahead = 0): Token {
    return this.#tokens[this.#position + ahead] ?? { kind: 'end', text: '<EOF>', at: this.expression.length };
  }

  /** Whether the next token is a symbol or, in any case of its letters, a keyword; a function is in lower case. */
  sees(text: string): boolean {
    const { kind, text: found } = this.#peek();
    return kind === 'symbol' ? found === text : kind === 'word' && found.toUpperCase() === text;
  }

  /** Takes the next token if it is the one. */
  takes(text: string): boolean {
    const seen = this.sees(text);
    if (seen) this.#position++;
    return seen;
  }

  expect(text: string): void {
    if (!this.takes(text)) throw this.unexpected();
  }

  /** Takes the first of the symbols that is next; `undefined` if none is. */
  takesOneOf<T extends string>(symbols: readonly T[]): T | undefined {
    return symbols.find((symbol) => this.takes(symbol));
  }

  /** Takes the name of a function and the parenthesis behind it; `undefined` if no function is next. */
  functionName(known: readonly string[]): string | undefined {
    const { kind, text } = this.#peek();
    const next = this.#peek(1);
    if (kind !== 'word' || next.kind !== 'symbol' || next.text !== '(') return undefined;
    // `IN (`, `NOT (` and the like are no functions.
    if (['IN', 'NOT', 'AND', 'OR', 'BETWEEN'].includes(text.toUpperCase())) return undefined;
    if (!known.includes(text)) {
      throw validationError(`Invalid ${this.kind}: Invalid function name; function: ${text}`);
    }
    this.#position += 2;
    return text;
  }

  /** A `:value`; `undefined` if none is next. */
  value(): AttributeValue | undefined {
    const token = this.#peek();
    if (token.kind !== 'value') return undefined;
    this.#position++;
    return this.placeholders.value(this.kind, token.text);
  }

  path(): DocumentPath {
    const path: [string, ...(string | number)[]] = [this.#name()];
    for (;;) {
      if (this.takes('.')) path.push(this.#name());
      else if (this.takes('[')) path.push(this.#listPosition());
      else return path;
    }
  }

  #name(): string {
    const token = this.#peek();
    if (token.kind !== 'word' && token.kind !== 'name') throw this.unexpected();
    if (token.kind === 'word' && isReservedWord(token.text)) {
      throw validationError(
        `Invalid ${this.kind}: Attribute name is a reserved keyword; reserved keyword: ${token.text}`,
      );
    }
    this.#position++;
    return token.kind === 'name' ? this.placeholders.name(this.kind, token.text) : token.text;
  }

  #listPosition(): number {
    const token = this.#peek();
    if (token.kind !== 'number') throw this.unexpected();
    this.#position++;
    this.expect(']');
    return Number(token.text);
  }

  end(): void {
    if (this.#peek().kind !== 'end') throw this.unexpected();
  }

  isAtEnd(): boolean {
    return this.#peek().kind === 'end';
  }

  unexpected(): Error {
    return this.#syntaxError(this.#peek());
  }

  #syntaxError({ text, at }: Token): Error {
    const near = this.expression.slice(Math.max(0, at - 10), at + 10).trim();
    return validationError(
      `Invalid ${this.kind}: Syntax error; token: ${JSON.stringify(text)}, near: ${JSON.stringify(near)}`,
    );
  }
}
