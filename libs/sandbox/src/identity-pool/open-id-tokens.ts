import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, randomInt } from 'node:crypto';
import { promisify } from 'node:util';
import { errors, exportJWK, type JSONWebKeySet, type JWTPayload, jwtVerify, SignJWT } from 'jose';
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

/** The key as it is kept: the private half in PKCS #8. */
export interface KeptTokenKey {
  readonly kid: string;
  readonly privateKey: string;
}

interface TokenKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const newKeyPair = promisify(generateKeyPair);

/** Issues the OpenID tokens of the basic (classic) flow. One key serves all pools of a Region, as at AWS. */
export class OpenIdTokens {
  /** Made when it is first needed: most sandboxes never issue such a token. */
  #key: Promise<TokenKey> | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly region: string,
    private readonly accountId: string,
  ) {}

  /** Goes on with a key that was kept. */
  restore({ kid, privateKey }: KeptTokenKey): void {
    this.#key = Promise.resolve(tokenKeyOf(kid, createPrivateKey(privateKey)));
  }

  /** `undefined` if there has been no need of a key yet. */
  async kept(): Promise<KeptTokenKey | undefined> {
    if (this.#key === undefined) return undefined;
    const { kid, privateKey } = await this.#key;
    return { kid, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
  }

  async issue(claims: OpenIdTokenClaims): Promise<string> {
    const { identityId, identityPoolId, amr, lifetimeSeconds = LIFETIME_SECONDS } = claims;
    const { kid, privateKey } = await this.key();
    const issuedAt = epochSeconds(this.clock);
    const pool = `arn:aws:cognito-identity:${this.region}:${this.accountId}:identitypool/${identityPoolId}`;
    return await new SignJWT({
      amr,
      [`${OPEN_ID_TOKEN_ISSUER}/identity-pool-arn`]: pool,
      ...tagsClaim(claims.principalTags ?? {}),
    })
      .setProtectedHeader({ kid, typ: 'JWS', alg: ALGORITHM })
      .setSubject(identityId)
      .setAudience(identityPoolId)
      .setIssuer(OPEN_ID_TOKEN_ISSUER)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + lifetimeSeconds)
      .sign(privateKey);
  }

  /** What a token says that was issued here, for this identity pool. Throws `NotAuthorizedException`. */
  async verify(token: string, identityPoolId: string): Promise<OpenIdTokenClaims> {
    const { publicKey } = await this.key();
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
    publicKey: KeyObject,
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
    const { kid, publicKey } = await this.key();
    return { keys: [{ ...(await exportJWK(publicKey)), kid, alg: ALGORITHM, use: 'sig' }] };
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

  private async key(): Promise<TokenKey> {
    this.#key ??= this.newKey();
    return await this.#key;
  }

  private async newKey(): Promise<TokenKey> {
    const { privateKey } = await newKeyPair('rsa', { modulusLength: 2048 });
    return tokenKeyOf(`${this.region}-${randomInt(1e9)}`, privateKey);
  }
}

const tokenKeyOf = (kid: string, privateKey: KeyObject): TokenKey => ({
  kid,
  privateKey,
  publicKey: createPublicKey(privateKey),
});

function tagsClaim(principalTags: Readonly<Record<string, string>>): Readonly<Record<string, object>> {
  const tags = Object.entries(principalTags);
  if (tags.length === 0) return {};
  return {
    [TAGS_CLAIM]: { principal_tags: Object.fromEntries(tags.map(([name, value]) => [name, [value]])) },
  };
}
