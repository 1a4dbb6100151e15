import type { UserPoolOptions } from 'castellan/core';
import { newSigningKey, type SigningKey, TokenFactory } from '../support/token-factory.js';

/** The moment at which all tokens are issued and judged, in seconds since the epoch. */
export const NOW = 1_800_000_000;

/** A user pool with a fresh key, as all verifiers are told about it. */
export interface CorpusPool {
  readonly userPoolId: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly key: SigningKey;
  readonly tokens: TokenFactory;
  /** The options of Castellan. The key is pinned, so nothing is fetched. */
  readonly options: UserPoolOptions;
}

export function newCorpusPool(kid: string): CorpusPool {
  const userPoolId = 'eu-west-1_Corpus';
  // The address of Cognito, because that is the only issuer some of the others take.
  const issuer = `https://cognito-idp.eu-west-1.amazonaws.com/${userPoolId}`;
  const clientId = 'Client_of_the_corpus';
  const key = newSigningKey(kid);
  return {
    userPoolId,
    issuer,
    clientId,
    key,
    tokens: new TokenFactory({ key, issuer, clientId, now: () => NOW }),
    options: { userPoolId, clientIds: [clientId], tokenUse: 'access', jwks: { keys: [key.jwk] } },
  };
}
