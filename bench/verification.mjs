import { verify } from 'node:crypto';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { TokenVerifier } from 'castellan/core';
import { createVerifier } from 'fast-jwt';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import jsonwebtoken from 'jsonwebtoken';
import { passportJwtSecret } from 'jwks-rsa';
import { startKeyServer } from './key-server-process.mjs';
import { passportVerifier } from './passport-strategy.mjs';
import { interleaved } from './rounds.mjs';
import { CLIENT_ID, ISSUER, USER_POOL_ID, createSigningKey, makeToken } from './tokens.mjs';

const TOKENS = 500;
const IN_FLIGHT = 64;

/** How long one token takes: castellan and the alternatives against a bare check of the signature. */
export async function measureVerification({ rounds, operations }) {
  const key = createSigningKey();
  const tokens = Array.from({ length: TOKENS }, () => makeToken(key));
  const keyServer = await startKeyServer();
  await keyServer.publish(key);
  try {
    const contenders = {
      'node:crypto verify, everything prepared (the floor)': eachAtOnce(tokens, floor(tokens, key)),
      ...castellan(tokens, keyServer),
      ...fastJwt(tokens, key),
      ...jsonWebToken(tokens, key),
      ...passport(tokens, key, keyServer),
      ...awsJwtVerify(tokens, key),
      ...jose(tokens, keyServer),
    };
    const medians = await interleaved(contenders, { rounds, operations });
    const [floorMicroseconds] = medians.values();
    return [...medians].map(([contender, microseconds]) => ({
      contender,
      xFloor: microseconds / floorMicroseconds,
      microseconds,
    }));
  } finally {
    keyServer.close();
  }
}

function floor(tokens, { publicKey }) {
  const prepared = tokens.map((token) => {
    const end = token.lastIndexOf('.');
    return [Buffer.from(token.slice(0, end)), Buffer.from(token.slice(end + 1), 'base64url')];
  });
  return (_token, index) => {
    const [content, signature] = prepared[index];
    if (!verify('RSA-SHA256', content, publicKey, signature)) throw new Error('a good token was refused');
  };
}

function castellan(tokens, { jwksUri }) {
  const create = (maxCachedTokens) => {
    const verifier = new TokenVerifier({
      userPools: [{ userPoolId: USER_POOL_ID, clientIds: [CLIENT_ID], tokenUse: 'access' }],
      fetch: (_address, init) => fetch(jwksUri, init),
      maxCachedTokens,
    });
    return (token) => verifier.verify(token);
  };
  return {
    // With fewer places than tokens, each is looked for in vain, verified and put in the place of another.
    '**castellan, not remembered**': oneByOne(tokens, create(TOKENS / 5)),
    'castellan, nothing remembered at all': oneByOne(tokens, create(0)),
    '**castellan, remembered**': oneByOne(tokens, create(2 * TOKENS)),
  };
}

function fastJwt(tokens, { publicKey }) {
  const options = { key: pemOf(publicKey), algorithms: ['RS256'], allowedIss: ISSUER };
  return {
    'fast-jwt, no cache': eachAtOnce(tokens, createVerifier(options)),
    'fast-jwt, cache': eachAtOnce(tokens, createVerifier({ ...options, cache: 2 * TOKENS })),
  };
}

function jsonWebToken(tokens, { publicKey }) {
  const options = { algorithms: ['RS256'], issuer: ISSUER };
  const pem = pemOf(publicKey);
  return {
    'jsonwebtoken with a KeyObject': eachAtOnce(tokens, (token) =>
      jsonwebtoken.verify(token, publicKey, options),
    ),
    'jsonwebtoken with a PEM': eachAtOnce(tokens, (token) => jsonwebtoken.verify(token, pem, options)),
  };
}

function passport(tokens, { publicKey }, { jwksUri }) {
  const giveKeyObject = (_request, _token, done) => done(null, publicKey);
  const fromKeySet = passportJwtSecret({ cache: true, rateLimit: true, jwksUri });
  return {
    'passport-jwt whose provider returns a KeyObject': oneByOne(tokens, passportVerifier(giveKeyObject)),
    'passport-jwt and jwks-rsa, key cached': oneByOne(tokens, passportVerifier(fromKeySet)),
  };
}

function awsJwtVerify(tokens, { jwk }) {
  const options = { userPoolId: USER_POOL_ID, clientId: CLIENT_ID, tokenUse: 'access' };
  const verifier = CognitoJwtVerifier.create(options);
  verifier.cacheJwks({ keys: [jwk] });
  return {
    'aws-jwt-verify, sync': eachAtOnce(tokens, (token) => verifier.verifySync(token)),
    'aws-jwt-verify, async': oneByOne(tokens, (token) => verifier.verify(token)),
  };
}

function jose(tokens, { jwksUri }) {
  const keySet = createRemoteJWKSet(new URL(jwksUri));
  const options = { algorithms: ['RS256'], issuer: ISSUER };
  const one = (token) => jwtVerify(token, keySet, options);
  return {
    'jose with a remote JWKS, one by one': oneByOne(tokens, one),
    [`jose with a remote JWKS, ${IN_FLIGHT} in flight`]: manyInFlight(tokens, one),
  };
}

function pemOf(publicKey) {
  return publicKey.export({ type: 'spki', format: 'pem' });
}

/** For verifiers that answer at once. */
function eachAtOnce(tokens, one) {
  return (count) => {
    for (let index = 0; index < count; index += 1) one(tokens[index % tokens.length], index % tokens.length);
  };
}

function oneByOne(tokens, one) {
  return async (count) => {
    for (let index = 0; index < count; index += 1) await one(tokens[index % tokens.length]);
  };
}

function manyInFlight(tokens, one) {
  return async (count) => {
    let next = 0;
    const lane = async () => {
      while (next < count) await one(tokens[next++ % tokens.length]);
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  };
}
