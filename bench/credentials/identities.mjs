import { randomUUID, sign } from 'node:crypto';
import { TokenVerifier, VerifiedIdentity } from 'castellan/core';
import { CLIENT_ID, ISSUER, USER_POOL_ID, createSigningKey } from '../tokens.mjs';

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Users with ID tokens like those of Cognito, verified as in a request. */
export async function createIdentities(count) {
  const key = createSigningKey();
  const verifier = new TokenVerifier({
    userPools: [
      { userPoolId: USER_POOL_ID, clientIds: [CLIENT_ID], tokenUse: 'id', jwks: { keys: [key.jwk] } },
    ],
  });
  const identities = [];
  for (let made = 0; made < count; made += 1) {
    const token = makeIdToken(key);
    identities.push(new VerifiedIdentity(token, await verifier.verify(token)));
  }
  return identities;
}

function makeIdToken({ kid, privateKey }) {
  const seconds = Math.floor(Date.now() / 1_000);
  const username = randomUUID();
  const content = `${encode({ kid, alg: 'RS256' })}.${encode({
    sub: username,
    'cognito:groups': ['editors', 'reviewers', 'members'],
    'cognito:username': username,
    email: `${username}@example.com`,
    email_verified: true,
    iss: ISSUER,
    aud: CLIENT_ID,
    origin_jti: randomUUID(),
    event_id: randomUUID(),
    token_use: 'id',
    auth_time: seconds,
    exp: seconds + 3_600,
    iat: seconds,
    jti: randomUUID(),
  })}`;
  return `${content}.${sign('RSA-SHA256', Buffer.from(content), privateKey).toString('base64url')}`;
}
