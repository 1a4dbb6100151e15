import type { TokenErrorCode } from 'castellan/core';
import {
  type ClaimOverrides,
  newSigningKey,
  rs256,
  segment,
  signSegments,
  type SigningKey,
  type TokenFactory,
} from '../support/token-factory.js';

/** What attacks are made with. */
export interface AttackKit {
  /** The factory of the pool that is attacked. Most attackers do not have its key; what they can do without it is worse. */
  readonly tokens: TokenFactory;
  /** A key of the attacker's own, under the `kid` of the pool's. */
  readonly stranger: SigningKey;
  /** The issuer of another pool, which is not configured. */
  readonly otherIssuer: string;
  /** An address that must never be visited. */
  readonly lure: string;
}

/** A token, and what must become of it. */
export interface Attack {
  /** The line of the contract. */
  readonly line: string;
  /** Completes "a token with ...". */
  readonly given: string;
  readonly verdict: TokenErrorCode | 'accepted';
  token(kit: AttackKit): string;
}

/** The `kid` of the attacked pool's key. Encoded, it has both of the characters that base64 spells differently. */
export const KID = 'pool~~~???key';

export function newAttackKit(tokens: TokenFactory, lure: string): AttackKit {
  return { tokens, stranger: newSigningKey(KID), otherIssuer: `${tokens.issuer}Other`, lure };
}

/** Makes the attacks of one line with one verdict. */
export function attacks(
  line: string,
  verdict: Attack['verdict'],
  tokens: Readonly<Record<string, Attack['token']>>,
): Attack[] {
  return Object.entries(tokens).map(([given, token]) => ({ line, given, verdict, token }));
}

/** A token of the pool's own key whose header and payload are these texts or bytes. */
export function ofTexts(
  header: (right: string) => string | Buffer,
  payload: (right: string) => string | Buffer,
): Attack['token'] {
  return ({ tokens }) =>
    signSegments(
      segment(header(JSON.stringify(tokens.header))),
      segment(payload(JSON.stringify(tokens.accessClaims()))),
      rs256(tokens.key),
    );
}

export const asIs = (text: string): string => text;

/** A token of the pool's own key with more header parameters, or others. */
export function withHeader(parameters: object): Attack['token'] {
  return ({ tokens }) => tokens.sign(tokens.accessClaims(), { ...tokens.header, ...parameters });
}

/** An access token of the pool's own key with other claims. */
export function withClaims(claims: ClaimOverrides | ((kit: AttackKit) => ClaimOverrides)): Attack['token'] {
  return (kit) => kit.tokens.access(typeof claims === 'function' ? claims(kit) : claims);
}
