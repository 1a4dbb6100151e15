import { randomUUID } from 'node:crypto';

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
    const { client } = issuance;
    const [accessToken, idToken] = await Promise.all([
      this.sign(accessTokenClaims(issuance), client.accessTokenSeconds, this.keys.access),
      this.sign(idTokenClaims(issuance), client.idTokenSeconds, this.keys.id),
    ]);
    return { accessToken, idToken };
  }

  issueForClient(client: AppClient, scopes: readonly string[]): Promise<string> {
    const claims = machineTokenClaims(client, scopes, epochSeconds(this.clock));
    return this.sign(claims, client.accessTokenSeconds, this.keys.access);
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
