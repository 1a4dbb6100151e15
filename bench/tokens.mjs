import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';

export const USER_POOL_ID = 'eu-west-1_AbCdEfGhI';
export const CLIENT_ID = 'benchclient';
export const ISSUER = `https://cognito-idp.eu-west-1.amazonaws.com/${USER_POOL_ID}`;

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A key pair, its key set, and a maker of tokens like those of Cognito: RS256, about 1.2 kB. */
export function tokenFactory() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = randomUUID();
  const now = Math.floor(Date.now() / 1_000);
  const make = () => {
    const content = `${encode({ kid, alg: 'RS256' })}.${encode({
      sub: randomUUID(),
      'cognito:groups': ['editors', 'reviewers', 'members'],
      iss: ISSUER,
      version: 2,
      client_id: CLIENT_ID,
      origin_jti: randomUUID(),
      event_id: randomUUID(),
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin openid profile email articles/read articles/write',
      auth_time: now,
      exp: now + 3_600,
      iat: now,
      jti: randomUUID(),
      username: randomUUID(),
    })}`;
    return `${content}.${sign('RSA-SHA256', Buffer.from(content), privateKey).toString('base64url')}`;
  };
  const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }] };
  return { publicKey, jwks, make };
}
