import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { UserPrincipal } from '../tokens/principal.js';
import { canonical } from './claims-digest.js';

/** The claims that say which groups a user is in, and which roles those give. */
export const GROUP_CLAIMS: readonly string[] = ['cognito:groups', 'cognito:roles', 'cognito:preferred_role'];

/** What the newest token of a user says about the user's rights. */
export interface RightsMark {
  /**
   * The higher, the newer: the `iat` of the token in milliseconds since the epoch, which is a whole second, and one
   * more for each token of the same second that was seen after it.
   */
  readonly order: number;
  /** Stands for the rights. */
  readonly digest: string;
  /** The rights that other tokens of the same second gave, which were seen before. */
  readonly past: readonly string[];
}

const NOTHING: readonly string[] = Object.freeze([]);

/** Whose rights are compared: those of a user, as one type of token states them. */
export interface RightsSubject {
  /** See `userKey`. */
  readonly user: string;
  /** Access tokens do not state the roles that ID tokens state. */
  readonly tokenUse: UserPrincipal['tokenUse'];
}

/** What became of a mark. */
export interface RightsVerdict {
  /** The newest that is known now. */
  readonly newest: RightsMark;
  /** Whether other rights were known before. */
  readonly changed: boolean;
  /** Whether nothing so new was known before. */
  readonly advanced: boolean;
}

/**
 * Remembers for each user what the newest token says about groups and roles. A token that is older and says something
 * else is superseded: its rights were taken away, or not given yet.
 */
export class NewestRights {
  readonly #claims: readonly string[];
  readonly #newest: LRUCache<string, RightsMark>;
  // Principals are frozen, and the same object for every request with the same token.
  readonly #marks = new WeakMap<UserPrincipal, RightsMark & { readonly key: string }>();

  /**
   * @param claims the claims that are compared; none compares nothing
   * @param max for how many users this is remembered
   */
  constructor(claims: readonly string[], max: number) {
    this.#claims = claims;
    this.#newest = new LRUCache({ max });
  }

  /** Whether anything is compared. */
  get compares(): boolean {
    return this.#claims.length > 0;
  }

  /** Whether nothing newer is known than what this token says. `undefined` when it has to be noted first. */
  isCurrent(principal: UserPrincipal, user: string): boolean | undefined {
    const mark = this.markOf(principal, user);
    const newest = this.#newest.get(mark.key);
    if (newest === undefined || newest.order < mark.order) return undefined;
    if (newest.digest === mark.digest) return true;
    return isSameSecond(newest, mark) && !newest.past.includes(mark.digest) ? undefined : false;
  }

  /** What a token says about the rights of its user. */
  markOf(principal: UserPrincipal, user: string): RightsMark & { readonly key: string } {
    const known = this.#marks.get(principal);
    if (known !== undefined) return known;
    const { issuedAt, tokenUse } = principal;
    const digest = this.#digestOf(principal);
    const mark = { order: issuedAt, digest, past: NOTHING, key: keyOf({ user, tokenUse }) };
    this.#marks.set(principal, mark);
    return mark;
  }

  /** Takes note of what a token says, here or on another machine. */
  note(subject: RightsSubject, { order, digest, past }: RightsMark): RightsVerdict {
    const key = keyOf(subject);
    const known = this.#newest.get(key);
    const newest = newerOf(known, { order, digest, past });
    if (newest !== known) this.#newest.set(key, newest);
    return {
      newest,
      changed: known !== undefined && known.digest !== newest.digest,
      advanced: newest !== known,
    };
  }

  clear(): void {
    this.#newest.clear();
  }

  #digestOf({ claims }: UserPrincipal): string {
    const rights = this.#claims.map((name) => {
      const value = claims[name];
      // The order of groups means nothing.
      return Array.isArray(value) ? (value as unknown[]).map(canonical).sort() : (value ?? null);
    });
    return createHash('sha256').update(canonical(rights)).digest('base64url');
  }
}

function keyOf({ user, tokenUse }: RightsSubject): string {
  return `${tokenUse} ${user}`;
}

function isSameSecond(a: RightsMark, b: RightsMark): boolean {
  return Math.floor(a.order / 1_000) === Math.floor(b.order / 1_000);
}

/** Of two tokens of one second the one that was seen later counts as the newer one. */
function newerOf(known: RightsMark | undefined, seen: RightsMark): RightsMark {
  if (known === undefined) return seen;
  if (!isSameSecond(known, seen) || seen.digest === known.digest) {
    return seen.order > known.order ? seen : known;
  }
  if (known.past.includes(seen.digest)) return known;
  if (seen.past.includes(known.digest)) return seen;
  return {
    order: Math.max(known.order, seen.order) + 1,
    digest: seen.digest,
    past: [...known.past, ...seen.past, known.digest],
  };
}
