import { randomInt } from 'node:crypto';
import {
  errors,
  exportJWK,
  generateKeyPair,
  type GenerateKeyPairResult,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';
import { type Clock, epochSeconds } from '../clock.js';
import { sessionTagsOf, TAGS_CLAIM, type WebIdentityProvider } from '../sts/web-identity.js';
import { invalidLoginToken, tokenExpired } from './refusals.js';

/** What these tokens go by in `Logins`, in trust policies and in condition keys. */
export const IDENTITY_POOL_PROVIDER = 'cognito-identity.amazonaws.com';
export const OPEN_ID_TOKEN_ISSUER = `https://${IDENTITY_POOL_PROVIDER}`;

const ALGORITHM = 'RS512';
const LIFETIME_SECONDS = 600;

/** What an OpenID token of an identity pool says. */
export interface OpenIdTokenClaims {
  readonly identityId: string;
  readonly identityPoolId: string;
  readonly amr: readonly string[];
  /** Session tags by name. STS takes them from the token. */
  readonly principalTags?: Readonly<Record<string, string>>;
  /** Default 600. */
  readonly lifetimeSeconds?: number;
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

  async issue(claims: OpenIdTokenClaims): Promise<string> {
    const { identityId, identityPoolId, amr, lifetimeSeconds = LIFETIME_SECONDS } = claims;
    const { privateKey } = await this.keys();
    const issuedAt = epochSeconds(this.clock);
    const pool = `arn:aws:cognito-identity:${this.region}:${this.accountId}:identitypool/${identityPoolId}`;
    return await new SignJWT({
      amr,
      [`${OPEN_ID_TOKEN_ISSUER}/identity-pool-arn`]: pool,
      ...tagsClaim(claims.principalTags ?? {}),
    })
      .setProtectedHeader({ kid: this.kid, typ: 'JWS', alg: ALGORITHM })
      .setSubject(identityId)
      .setAudience(identityPoolId)
      .setIssuer(OPEN_ID_TOKEN_ISSUER)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + lifetimeSeconds)
      .sign(privateKey);
  }

  /** What a token says that was issued here, for this identity pool. Throws `NotAuthorizedException`. */
  async verify(token: string, identityPoolId: string): Promise<OpenIdTokenClaims> {
    const { publicKey } = await this.keys();
    const { sub = '', amr, [TAGS_CLAIM]: tags } = await this.verifiedClaims(token, publicKey, identityPoolId);
    return {
      identityId: sub,
      identityPoolId,
      amr: Array.isArray(amr) ? amr.map(String) : [],
      principalTags: sessionTagsOf(tags).principalTags,
    };
  }

  private async verifiedClaims(
    token: string,
    publicKey: GenerateKeyPairResult['publicKey'],
    identityPoolId: string,
  ): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, publicKey, {
        algorithms: [ALGORITHM],
        issuer: OPEN_ID_TOKEN_ISSUER,
        audience: identityPoolId,
        requiredClaims: ['exp', 'sub'],
        currentDate: new Date(this.clock()),
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw tokenExpired(this.clock, error.payload.exp);
      throw invalidLoginToken("Couldn't verify signed token");
    }
  }

  async jwks(): Promise<JSONWebKeySet> {
    const { publicKey } = await this.keys();
    return { keys: [{ ...(await exportJWK(publicKey)), kid: this.kid, alg: ALGORITHM, use: 'sig' }] };
  }

  /** As STS knows the issuer of these tokens. */
  webIdentityProvider(): WebIdentityProvider {
    return {
      issuer: OPEN_ID_TOKEN_ISSUER,
      name: IDENTITY_POOL_PROVIDER,
      principals: [IDENTITY_POOL_PROVIDER],
      keyPrefixes: [IDENTITY_POOL_PROVIDER],
      clientIds: undefined,
      algorithms: [ALGORITHM],
      keys: () => this.jwks(),
    };
  }

  private async keys(): Promise<GenerateKeyPairResult> {
    this.#keyPair ??= generateKeyPair(ALGORITHM);
    return await this.#keyPair;
  }
}

function tagsClaim(principalTags: Readonly<Record<string, string>>): Readonly<Record<string, object>> {
  const tags = Object.entries(principalTags);
  if (tags.length === 0) return {};
  return {
    [TAGS_CLAIM]: { principal_tags: Object.fromEntries(tags.map(([name, value]) => [name, [value]])) },
  };
}
