import { isUtf8 } from 'node:buffer';

/** A JSON object without a prototype: it has the members that were sent and nothing else. */
export type JsonObject = Record<string, unknown>;

const MAX_DEPTH = 16;

const QUOTATION_MARK = 0x22;
/** A backslash and what it escapes; of `\u0022` the digits may stay. */
const ESCAPE = /\\./g;

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
  const hasEscapes = text.includes('\\');
  const strings = seal(value as JsonObject, hasEscapes, 1);
  // JSON.parse keeps the last of several members with one name, escapes resolved. So there were duplicates
  // exactly when more strings were written, names among them, than are left.
  const written = hasEscapes ? Buffer.from(text.replaceAll(ESCAPE, '')) : bytes;
  if (countQuotationMarks(written) !== 2 * strings) throw new SyntaxError('it has duplicate member names');
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

/** Every byte of every token passes here: four at a step take half the time. */
function countQuotationMarks(bytes: Buffer): number {
  const { length } = bytes;
  let count = 0;
  let index = 0;
  for (; index + 3 < length; index += 4) {
    if (bytes[index] === QUOTATION_MARK) count += 1;
    if (bytes[index + 1] === QUOTATION_MARK) count += 1;
    if (bytes[index + 2] === QUOTATION_MARK) count += 1;
    if (bytes[index + 3] === QUOTATION_MARK) count += 1;
  }
  for (; index < length; index += 1) if (bytes[index] === QUOTATION_MARK) count += 1;
  return count;
}

/** Takes the prototypes off a parsed object, freezes what is in it, and counts the strings on the way, names too. */
function seal(object: JsonObject, hasEscapes: boolean, depth: number): number {
  let strings = 0;
  Object.setPrototypeOf(object, null);
  for (const name in object) {
    if (name === '__proto__') throw new SyntaxError('it has a member called __proto__');
    if (hasEscapes) refuseHalfCharacters(name);
    strings += 1 + sealValue(object[name], hasEscapes, depth);
  }
  return strings;
}

function sealValue(value: unknown, hasEscapes: boolean, depth: number): number {
  if (typeof value === 'string') {
    if (hasEscapes) refuseHalfCharacters(value);
    return 1;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new SyntaxError('it has a number that is too large');
  }
  if (typeof value !== 'object' || value === null) return 0;
  if (depth === MAX_DEPTH) throw new SyntaxError(`it is nested deeper than ${MAX_DEPTH} levels`);
  let strings = 0;
  if (Array.isArray(value)) for (const item of value) strings += sealValue(item, hasEscapes, depth + 1);
  else strings = seal(value as JsonObject, hasEscapes, depth + 1);
  Object.freeze(value);
  return strings;
}

/** Two different halves turn into one replacement character wherever text is encoded, in a hash for example. */
function refuseHalfCharacters(text: string): void {
  if (/\p{Surrogate}/u.test(text)) throw new SyntaxError('it has half a surrogate pair');
}
