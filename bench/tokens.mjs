import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { promisify } from 'node:util';

export const USER_POOL_ID = 'eu-west-1_AbCdEfGhI';
export const CLIENT_ID = 'benchclient';
export const ISSUER = `https://cognito-idp.eu-west-1.amazonaws.com/${USER_POOL_ID}`;

const signInThreadPool = promisify(sign);
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A key pair as a user pool has it: RSA with 2,048 bits, and the key that is published. */
export function createSigningKey() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = randomUUID();
  return {
    kid,
    privateKey,
    publicKey,
    jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' },
  };
}

/** The first two parts of an access token like those of Cognito, of a user of its own. */
export function tokenContent({ kid, issuer = ISSUER, now = Date.now() }) {
  const seconds = Math.floor(now / 1_000);
  return `${encode({ kid, alg: 'RS256' })}.${encode({
    sub: randomUUID(),
    'cognito:groups': ['editors', 'reviewers', 'members'],
    iss: issuer,
    version: 2,
    client_id: CLIENT_ID,
    origin_jti: randomUUID(),
    event_id: randomUUID(),
    token_use: 'access',
    scope: 'aws.cognito.signin.user.admin openid profile email articles/read articles/write',
    auth_time: seconds,
    exp: seconds + 3_600,
    iat: seconds,
    jti: randomUUID(),
    username: randomUUID(),
  })}`;
}

/** A token of about 1.2 kB. */
export function makeToken({ kid, privateKey }, options) {
  const content = tokenContent({ kid, ...options });
  return `${content}.${sign('RSA-SHA256', Buffer.from(content), privateKey).toString('base64url')}`;
}

/** The same, signed in the thread pool, so that several cores sign at once. */
export async function makeTokenInThreadPool({ kid, privateKey }, options) {
  const content = tokenContent({ kid, ...options });
  const signature = await signInThreadPool('RSA-SHA256', Buffer.from(content), privateKey);
  return `${content}.${signature.toString('base64url')}`;
}

/** Another header on the same token: the signature cannot be good, and nobody publishes this `kid`. */
export function withRandomKid(token) {
  return `${encode({ kid: randomUUID(), alg: 'RS256' })}${token.slice(token.indexOf('.'))}`;
}
