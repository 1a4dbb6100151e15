import { inspect } from 'node:util';

/** A secret is found by any part of it that is as long as this. */
const PART = 16;

/** The secrets of a scenario, and where they show. */
export class KnownSecrets {
  readonly #parts = new Map<string, string>();
  readonly #names = new Set<string>();

  /** All of it is secret. */
  add(name: string, secret: string): void {
    this.#names.add(name);
    for (let start = 0; start + PART <= secret.length; start += PART) {
      this.#parts.set(secret.slice(start, start + PART), name);
    }
  }

  /** The header of a token is no secret: it is the same in every token of a key. */
  addToken(name: string, token: string): void {
    for (const part of token.split('.').slice(1)) this.add(name, part);
  }

  get names(): readonly string[] {
    return [...this.#names];
  }

  /** The names of those that a text shows a part of. */
  shownBy(text: string): string[] {
    return [...new Set([...this.#parts].filter(([part]) => text.includes(part)).map(([, name]) => name))];
  }
}

/** A value as the most thorough of loggers would print it. */
export function printed(value: unknown): string {
  const everything = { depth: 12, showHidden: true, maxStringLength: null, maxArrayLength: null };
  return [
    inspect(value, everything),
    inspect(value, { ...everything, customInspect: false }),
    json(value),
    String(value),
    ...causesOf(value).flatMap((error) => [
      error.stack ?? '',
      error.message,
      json(Object.fromEntries(Object.entries(error))),
    ]),
  ].join('\n');
}

function causesOf(value: unknown): Error[] {
  return value instanceof Error ? [value, ...causesOf(value.cause)] : [];
}

function json(value: unknown): string {
  const seen = new WeakSet();
  const text: unknown = JSON.stringify(value, (_name, member: unknown) => {
    if (typeof member === 'bigint') return String(member);
    if (typeof member !== 'object' || member === null) return member;
    if (seen.has(member)) return '[circular]';
    seen.add(member);
    return member;
  });
  return String(text);
}
