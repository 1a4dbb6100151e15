import { createPublicKey, verify } from 'node:crypto';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { TokenVerifier } from 'castellan/core';
import { createVerifier } from 'fast-jwt';
import { createLocalJWKSet, jwtVerify } from 'jose';
import jsonwebtoken from 'jsonwebtoken';
import { interleaved } from './rounds.mjs';
import { CLIENT_ID, ISSUER, USER_POOL_ID, tokenFactory } from './tokens.mjs';

/** How long one token takes: castellan and the alternatives against a bare check of the signature. */
export async function measureVerification({ rounds, operations }) {
  const { publicKey, jwks, make } = tokenFactory();
  const tokens = Array.from({ length: 500 }, make);
  const prepared = tokens.map((token) => {
    const end = token.lastIndexOf('.');
    return [Buffer.from(token.slice(0, end)), Buffer.from(token.slice(end + 1), 'base64url')];
  });
  const pem = publicKey.export({ type: 'spki', format: 'pem' });
  const key = createPublicKey(pem);

  const castellan = (maxCachedTokens) =>
    new TokenVerifier({
      userPools: [{ userPoolId: USER_POOL_ID, clientIds: [CLIENT_ID], tokenUse: 'access', jwks }],
      maxCachedTokens,
    });
  const notRemembering = castellan(0);
  const remembering = castellan(1_000);
  const aws = CognitoJwtVerifier.create({
    userPoolId: USER_POOL_ID,
    clientId: CLIENT_ID,
    tokenUse: 'access',
  });
  aws.cacheJwks(jwks);
  const joseKeys = createLocalJWKSet(jwks);
  const fast = createVerifier({ key: pem, algorithms: ['RS256'], allowedIss: ISSUER });
  const fastRemembering = createVerifier({
    key: pem,
    algorithms: ['RS256'],
    allowedIss: ISSUER,
    cache: 1_000,
  });
  const options = { algorithms: ['RS256'], issuer: ISSUER };

  const all = (one) => async (count) => {
    for (let index = 0; index < count; index += 1)
      await one(tokens[index % tokens.length], index % tokens.length);
  };
  const contenders = {
    'node:crypto verify, buffers prepared (the floor)': all((_token, index) => {
      const [content, signature] = prepared[index];
      if (!verify('RSA-SHA256', content, publicKey, signature)) throw new Error('a good token was refused');
    }),
    'castellan, not remembered': all((token) => notRemembering.verify(token)),
    'castellan, remembered': all((token) => remembering.verify(token)),
    'fast-jwt, no cache': all((token) => fast(token)),
    'fast-jwt, cache': all((token) => fastRemembering(token)),
    'jsonwebtoken with a KeyObject': all((token) => jsonwebtoken.verify(token, key, options)),
    'jsonwebtoken with a PEM': all((token) => jsonwebtoken.verify(token, pem, options)),
    'aws-jwt-verify, sync': all((token) => aws.verifySync(token)),
    'aws-jwt-verify, async': all((token) => aws.verify(token)),
    'jose, one by one': all((token) => jwtVerify(token, joseKeys, options)),
  };
  const medians = await interleaved(contenders, { rounds, operations });
  const [floor] = medians.values();
  return [...medians].map(([contender, microseconds]) => ({
    contender,
    xFloor: microseconds / floor,
    microseconds,
  }));
}
