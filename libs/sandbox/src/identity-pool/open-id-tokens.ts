import { randomInt } from 'node:crypto';
import { exportJWK, generateKeyPair, type GenerateKeyPairResult, type JSONWebKeySet, SignJWT } from 'jose';
import { type Clock, epochSeconds } from '../clock.js';

export const OPEN_ID_TOKEN_ISSUER = 'https://cognito-identity.amazonaws.com';

const ALGORITHM = 'RS512';
const LIFETIME_SECONDS = 600;

/** What an OpenID token of an identity pool says. */
export interface OpenIdTokenClaims {
  readonly identityId: string;
  readonly identityPoolId: string;
  readonly amr: readonly string[];
}

/** Issues the OpenID tokens of the basic (classic) flow. One key serves all pools of a Region, as at AWS. */
export class OpenIdTokens {
  private readonly kid: string;
  /** Made when it is first needed: most sandboxes never issue such a token. */
  #keyPair: Promise<GenerateKeyPairResult> | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly region: string,
    private readonly accountId: string,
  ) {
    this.kid = `${region}-${randomInt(1e9)}`;
  }

  async issue({ identityId, identityPoolId, amr }: OpenIdTokenClaims): Promise<string> {
    const { privateKey } = await this.keys();
    const issuedAt = epochSeconds(this.clock);
    const pool = `arn:aws:cognito-identity:${this.region}:${this.accountId}:identitypool/${identityPoolId}`;
    return await new SignJWT({ amr, [`${OPEN_ID_TOKEN_ISSUER}/identity-pool-arn`]: pool })
      .setProtectedHeader({ kid: this.kid, typ: 'JWS', alg: ALGORITHM })
      .setSubject(identityId)
      .setAudience(identityPoolId)
      .setIssuer(OPEN_ID_TOKEN_ISSUER)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + LIFETIME_SECONDS)
      .sign(privateKey);
  }

  async jwks(): Promise<JSONWebKeySet> {
    const { publicKey } = await this.keys();
    return { keys: [{ ...(await exportJWK(publicKey)), kid: this.kid, alg: ALGORITHM, use: 'sig' }] };
  }

  private async keys(): Promise<GenerateKeyPairResult> {
    this.#keyPair ??= generateKeyPair(ALGORITHM);
    return await this.#keyPair;
  }
}
