import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import type { MachinePrincipal, TokenUse, UserPrincipal } from '../tokens/principal.js';
import { VerifiedIdentity } from './verified-identity.js';

export const ISSUER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Castellan';
export const CLIENT_ID = 'web';

export interface TokenOptions {
  readonly sub?: string;
  readonly issuer?: string;
  readonly clientId?: string;
  /** Milliseconds since the epoch. */
  readonly issuedAt?: number;
  /** Default one hour. */
  readonly lifeSeconds?: number;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Issues real, signed ID tokens, together with what verifying them gives. */
export class IdTokens {
  readonly #key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

  token(options: TokenOptions = {}): { token: string; principal: UserPrincipal } {
    const claims = idTokenClaims(options);
    const signed = `${encode({ alg: 'RS256', kid: 'k1' })}.${encode(claims)}`;
    const signature = sign('sha256', Buffer.from(signed), this.#key).toString('base64url');
    return { token: `${signed}.${signature}`, principal: userPrincipal(claims, 'id') };
  }

  identity(options: TokenOptions = {}): VerifiedIdentity {
    const { token, principal } = this.token(options);
    return new VerifiedIdentity(token, principal);
  }
}

export function idTokenClaims(options: TokenOptions = {}): Record<string, unknown> {
  const iat = Math.floor((options.issuedAt ?? Date.now()) / 1000);
  const sub = options.sub ?? 'alice';
  return {
    sub,
    'cognito:username': sub,
    iss: options.issuer ?? ISSUER,
    aud: options.clientId ?? CLIENT_ID,
    token_use: 'id',
    origin_jti: `origin-${sub}`,
    event_id: randomUUID(),
    jti: randomUUID(),
    auth_time: iat,
    iat,
    exp: iat + (options.lifeSeconds ?? 3600),
    ...options.claims,
  };
}

/** What verifying a token with these claims gives. */
export function userPrincipal(claims: Readonly<Record<string, unknown>>, tokenUse: TokenUse): UserPrincipal {
  const frozen = Object.freeze({ ...claims });
  return Object.freeze<UserPrincipal>({
    kind: 'user',
    pool: 'customers',
    issuer: String(frozen.iss),
    clientId: String(frozen[tokenUse === 'id' ? 'aud' : 'client_id']),
    tokenUse,
    sub: String(frozen.sub),
    username: String(frozen.sub),
    scopes: [],
    groups: [],
    identities: [],
    claims: frozen,
    issuedAt: Number(frozen.iat) * 1000,
    expiresAt: Number(frozen.exp) * 1000,
    authTime: frozen.auth_time === undefined ? undefined : Number(frozen.auth_time) * 1000,
  });
}

export function accessTokenOf(
  idToken: UserPrincipal,
  claims: Readonly<Record<string, unknown>> = {},
): UserPrincipal {
  const { aud, ...rest } = idToken.claims;
  return userPrincipal(
    { ...rest, client_id: aud, token_use: 'access', jti: randomUUID(), ...claims },
    'access',
  );
}

export function machinePrincipal(clientId = 'importer'): MachinePrincipal {
  const now = Date.now();
  return Object.freeze<MachinePrincipal>({
    kind: 'machine',
    pool: 'customers',
    issuer: ISSUER,
    clientId,
    tokenUse: 'access',
    sub: clientId,
    scopes: ['articles/import'],
    claims: Object.freeze({ sub: clientId, client_id: clientId }),
    issuedAt: now,
    expiresAt: now + 3_600_000,
    authTime: undefined,
  });
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
