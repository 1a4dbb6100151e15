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
 * are spelled), half a surrogate pair, members called `__proto__`, numbers too large for a double such as `1e999`, more
 * than 16 levels, anything after the object.
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
  const members = seal(value as JsonObject, text.includes('\\'), 1);
  // JSON.parse keeps the last of several members with one name, escapes resolved. So there were duplicates
  // exactly when more members were written than are left.
  if (countMembers(bytes) !== members) throw new SyntaxError('it has duplicate member names');
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
function countMembers(bytes: Buffer): number {
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

/** Takes the prototypes off a parsed object, freezes what is in it, and counts the members on the way. */
function seal(object: JsonObject, hasEscapes: boolean, depth: number): number {
  let members = 0;
  Object.setPrototypeOf(object, null);
  for (const name in object) {
    if (name === '__proto__') throw new SyntaxError('it has a member called __proto__');
    if (hasEscapes) refuseHalfCharacters(name);
    members += 1 + sealValue(object[name], hasEscapes, depth);
  }
  return members;
}

function sealValue(value: unknown, hasEscapes: boolean, depth: number): number {
  if (typeof value === 'string') {
    if (hasEscapes) refuseHalfCharacters(value);
    return 0;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new SyntaxError('it has a number that is too large');
  }
  if (typeof value !== 'object' || value === null) return 0;
  if (depth === MAX_DEPTH) throw new SyntaxError(`it is nested deeper than ${MAX_DEPTH} levels`);
  let members = 0;
  if (Array.isArray(value)) for (const item of value) members += sealValue(item, hasEscapes, depth + 1);
  else members = seal(value as JsonObject, hasEscapes, depth + 1);
  Object.freeze(value);
  return members;
}

/** Two different halves turn into one replacement character wherever text is encoded, in a hash for example. */
function refuseHalfCharacters(text: string): void {
  if (/\p{Surrogate}/u.test(text)) throw new SyntaxError('it has half a surrogate pair');
}
