import { createHash, randomUUID } from 'node:crypto';

import { SignJWT } from 'jose';

import { epochSeconds, type Clock } from '../clock.js';
import type { AppClient } from './app-client.js';
import {
  accessTokenClaims,
  idTokenClaims,
  machineTokenClaims,
  type Claims,
  type Issuance,
} from './claims.js';
import type { SigningKey, SigningKeys } from './signing-keys.js';
import { overrideAccessToken, overrideIdToken, type TokenOverrides } from './triggers/token-overrides.js';

/** The tokens of one issuance. */
export interface IssuedTokens {
  readonly accessToken: string;
  readonly idToken: string;
}

/** Signs the tokens of one user pool. */
export class TokenIssuer {
  constructor(
    private readonly issuer: string,
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
  ) {}

  async issueForUser(issuance: Issuance): Promise<IssuedTokens> {
    const { client, session, overrides } = issuance;
    const accessToken = await this.sign(
      overrideAccessToken(accessTokenClaims(issuance), overrides, client.clientId),
      client.accessTokenSeconds,
      this.keys.access,
    );
    // Only of the token endpoint: OpenID Connect Core, section 3.1.3.6.
    const bound = session.scopes === undefined ? {} : { at_hash: leftHalfOfHash(accessToken) };
    const idToken = await this.sign(
      { ...overrideIdToken(idTokenClaims(issuance), overrides), ...bound },
      client.idTokenSeconds,
      this.keys.id,
    );
    return { accessToken, idToken };
  }

  issueForClient(client: AppClient, scopes: readonly string[], overrides?: TokenOverrides): Promise<string> {
    const claims = machineTokenClaims(client, scopes, epochSeconds(this.clock));
    return this.sign(
      overrideAccessToken(claims, overrides, client.clientId),
      client.accessTokenSeconds,
      this.keys.access,
    );
  }

  private sign(claims: Claims, lifetimeSeconds: number, key: SigningKey): Promise<string> {
    const now = epochSeconds(this.clock);
    return new SignJWT({
      ...claims,
      iss: this.issuer,
      iat: now,
      exp: now + lifetimeSeconds,
      jti: randomUUID(),
    })
      .setProtectedHeader({ kid: key.kid, alg: 'RS256' })
      .sign(key.privateKey);
  }
}

const leftHalfOfHash = (token: string): string =>
  createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url');
