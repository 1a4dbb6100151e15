import { isUtf8 } from 'node:buffer';

/** A JSON object without a prototype: it has the members that were sent and nothing else. */
export type JsonObject = Record<string, unknown>;

const MAX_DEPTH = 16;

const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/**
 * Reads a JSON object from bytes, and refuses whatever two parsers could read differently: bytes that are not
 * UTF-8, a byte order mark, a value that is not an object, duplicate member names at any depth (however they
 * are spelled), half a surrogate pair, members called `__proto__`, more than 16 levels, anything after the
 * object.
 *
 * Everything in the object is frozen; the object itself is left for the caller to finish.
 *
 * @throws SyntaxError whose message names the rule and holds nothing of the input.
 */
export function parseStrictJson(bytes: Buffer): JsonObject {
  if (!isUtf8(bytes)) throw new SyntaxError('it is not UTF-8');
  const text = bytes.toString();
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SyntaxError('it is not a JSON object');
  }
  // JSON.parse keeps the last of several members with one name, escapes resolved. So there were duplicates
  // exactly when more members were written than are left.
  if (membersWritten(bytes) !== membersKept(value as JsonObject, 1, text.includes('\\'))) {
    throw new SyntaxError('it has duplicate member names');
  }
  return value as JsonObject;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the input, so it goes no further.
    throw new SyntaxError('it is not JSON');
  }
}

/** Counts the colons outside of strings. The bytes are known to be valid JSON. */
function membersWritten(bytes: Buffer): number {
  let count = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i];
    if (byte === COLON) count += 1;
    else if (byte === QUOTE) {
      for (i += 1; bytes[i] !== QUOTE; i += 1) if (bytes[i] === BACKSLASH) i += 1;
    }
  }
  return count;
}

/** Counts the members of an object and of all objects in it. Takes their prototypes away and freezes what is nested. */
function membersKept(object: JsonObject, depth: number, escapes: boolean): number {
  Object.setPrototypeOf(object, null);
  let count = 0;
  for (const name in object) {
    if (name === '__proto__') throw new SyntaxError('it has a member called __proto__');
    if (escapes) refuseHalfCharacters(name);
    count += 1 + membersKeptIn(object[name], depth, escapes);
  }
  return count;
}

function membersKeptIn(value: unknown, depth: number, escapes: boolean): number {
  if (typeof value === 'string' && escapes) refuseHalfCharacters(value);
  if (typeof value !== 'object' || value === null) return 0;
  if (depth === MAX_DEPTH) throw new SyntaxError(`it is nested deeper than ${MAX_DEPTH} levels`);
  let count = 0;
  if (!Array.isArray(value)) count = membersKept(value as JsonObject, depth + 1, escapes);
  else for (const item of value as unknown[]) count += membersKeptIn(item, depth + 1, escapes);
  Object.freeze(value);
  return count;
}

/** Two different halves turn into one replacement character wherever text is encoded, in a hash for example. */
function refuseHalfCharacters(text: string): void {
  if (/\p{Surrogate}/u.test(text)) throw new SyntaxError('it has half a surrogate pair');
}
