import type { Claims, UserPrincipal, VerifiedCaller } from './principal.js';
import type { JsonObject } from './strict-json.js';

/** What every principal says itself of its claims, so that they need not be kept twice. */
export type SaidByPrincipal = Omit<VerifiedCaller, 'claims'>;
/** What a user says besides. */
export type SaidByUser = Partial<Pick<UserPrincipal, 'username' | 'groups'>>;

/** The names of the claims of many tokens: all of them in their order, and those whose values are kept. */
export interface ClaimNames {
  readonly all: readonly string[];
  readonly kept: readonly string[];
}

/** The claims of one token, apart from those that its principal says itself. A text takes less memory than objects. */
export interface PackedClaims {
  readonly names: ClaimNames;
  /** The values of the kept claims, a line each: strings after a quotation mark, everything else in JSON. */
  readonly values: string;
}

/** Applications see a few kinds of tokens. Tokens of more kinds than these keep their names each for itself. */
const MAX_SHARED = 32;
const NO_USER: SaidByUser = {};
const LINE_BREAK = '\n';
/** Many tokens share one list of scopes, and joining it took as long as all the rest of packing. */
const joinedScopes = new WeakMap<readonly string[], string>();

/** Packs the claims of tokens, with the names that they have in common kept once. */
export class ClaimsPacker {
  readonly #shared: ClaimNames[] = [];

  pack(payload: JsonObject, principal: SaidByPrincipal, user: SaidByUser = NO_USER): PackedClaims {
    for (const names of this.#shared) {
      const values = packAs(names, payload, principal, user);
      if (values !== undefined) return { names, values };
    }
    return this.#packAnew(payload, principal, user);
  }

  #packAnew(payload: JsonObject, principal: SaidByPrincipal, user: SaidByUser): PackedClaims {
    const all = Object.keys(payload);
    const kept: string[] = [];
    const values: string[] = [];
    for (const name of all) {
      const value = payload[name];
      if (isSame(value, saidBy(principal, user, name))) continue;
      kept.push(name);
      values.push(toLine(value));
    }
    const names = { all, kept };
    if (this.#shared.length < MAX_SHARED) this.#shared.push(names);
    return { names, values: values.join(LINE_BREAK) };
  }
}

/** The values to keep if the claims have these very names, and the principal says all the others; else `undefined`. */
function packAs(
  { all, kept }: ClaimNames,
  payload: JsonObject,
  principal: SaidByPrincipal,
  user: SaidByUser,
): string | undefined {
  const values: string[] = [];
  let index = 0;
  for (const name in payload) {
    if (name !== all[index]) return undefined;
    const value = payload[name];
    if (name === kept[values.length]) values.push(toLine(value));
    else if (!isSame(value, saidBy(principal, user, name))) return undefined;
    index += 1;
  }
  return index === all.length ? values.join(LINE_BREAK) : undefined;
}

/** The claims as they were signed, in their order, deep-frozen. */
export function unpackClaims(
  { names, values }: PackedClaims,
  principal: SaidByPrincipal,
  user: SaidByUser,
): Claims {
  const lines = values.split(LINE_BREAK);
  // Unlike Object.create(null), this lets V8 share one shape among all tokens.
  const claims = Object.setPrototypeOf({}, null) as JsonObject;
  const kept = new Map(names.kept.map((name, index) => [name, lines[index]]));
  for (const name of names.all) {
    const line = kept.get(name);
    claims[name] = line === undefined ? saidBy(principal, user, name) : ofLine(line);
  }
  return Object.freeze(claims);
}

/** Most values are strings, and JSON is slow to write. It never has a line break of its own. */
function toLine(value: unknown): string {
  return typeof value === 'string' && !value.includes(LINE_BREAK) ? `'${value}` : JSON.stringify(value);
}

function ofLine(line: string): unknown {
  return line.startsWith("'") ? line.slice(1) : sealed(JSON.parse(line));
}

/** The value that a claim has by what its principal says; `undefined` for a claim about which it says nothing. */
function saidBy(principal: SaidByPrincipal, user: SaidByUser, name: string): unknown {
  switch (name) {
    case 'iss':
      return principal.issuer;
    case 'sub':
      return principal.sub;
    case 'token_use':
      return principal.tokenUse;
    case 'client_id':
    case 'aud':
      return principal.clientId;
    case 'username':
    case 'cognito:username':
      return user.username;
    case 'cognito:groups':
      return user.groups;
    case 'scope':
      return joined(principal.scopes);
    case 'iat':
      return principal.issuedAt / 1_000;
    case 'exp':
      return principal.expiresAt / 1_000;
    case 'auth_time':
      return principal.authTime === undefined ? undefined : principal.authTime / 1_000;
    default:
      return undefined;
  }
}

function joined(scopes: readonly string[]): string {
  let text = joinedScopes.get(scopes);
  if (text === undefined) {
    text = scopes.join(' ');
    joinedScopes.set(scopes, text);
  }
  return text;
}

function sealed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  for (const item of Object.values(value)) sealed(item);
  if (!Array.isArray(value)) Object.setPrototypeOf(value, null);
  return Object.freeze(value);
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || (Array.isArray(one) && Array.isArray(other) && isSameList(one, other));
}

function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index += 1) if (one[index] !== other[index]) return false;
  return true;
}
