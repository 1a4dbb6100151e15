import { JwtRsaVerifier } from 'aws-jwt-verify';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { TokenVerifier } from 'castellan/core';
import { passportJwtSecret } from 'jwks-rsa';
import { passportVerifier } from '../passport-strategy.mjs';
import { CLIENT_ID, USER_POOL_ID } from '../tokens.mjs';

/** Verifiers that know no keys yet and get them from a key server. Each remembers keys, and none remembers tokens. */
export const CONTENDERS = {
  castellan: ({ issuer }) => {
    const userPools = [{ userPoolId: USER_POOL_ID, clientIds: [CLIENT_ID], tokenUse: 'access', issuer }];
    const verifier = new TokenVerifier({ userPools, maxCachedTokens: 0, clock: () => Date.now() });
    return (token) => verifier.verify(token);
  },

  // Its verifier for Cognito takes no other issuer, and its own fetcher speaks https only.
  'aws-jwt-verify': ({ issuer, jwksUri }) => {
    const fetcher = { fetch: async (uri) => (await fetch(uri)).arrayBuffer() };
    const verifier = JwtRsaVerifier.create(
      { issuer, jwksUri, audience: null },
      { jwksCache: new SimpleJwksCache({ fetcher }) },
    );
    return (token) => verifier.verify(token);
  },

  'passport-jwt and jwks-rsa': ({ issuer, jwksUri }) =>
    passportVerifier(passportJwtSecret({ cache: true, rateLimit: true, jwksUri }), issuer),
};
