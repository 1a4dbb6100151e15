import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** The public half of a signing key, as a key set lists it. */
export interface PublicJwk {
  readonly kty: 'RSA';
  readonly kid: string;
  readonly alg: 'RS256';
  readonly use: 'sig';
  readonly n: string;
  readonly e: string;
}

/** An RSA key that signs tokens. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: PublicJwk;
}

/** Claims to put in place of the usual ones; `undefined` leaves one out. */
export type ClaimOverrides = Readonly<Record<string, unknown>>;

/** What is signed, turned into the bytes of a signature. */
export type Signer = (signingInput: Buffer) => Buffer;

export function newSigningKey(kid: string, modulusLength = 2048): SigningKey {
  return describeKey(kid, generateKeyPairSync('rsa', { modulusLength }));
}

export function describeKey(
  kid: string,
  { privateKey, publicKey }: { readonly privateKey: KeyObject; readonly publicKey: KeyObject },
): SigningKey {
  const { n, e } = publicKey.export({ format: 'jwk' }) as { n: string; e: string };
  return { kid, privateKey, publicKey, jwk: { kty: 'RSA', kid, alg: 'RS256', use: 'sig', n, e } };
}

/** Signs as RS256 does. */
export function rs256({ privateKey }: Pick<SigningKey, 'privateKey'>): Signer {
  return (signingInput) => sign('RSA-SHA256', signingInput, privateKey);
}

/** Encodes one segment of a token: bytes and text as they are, anything else as JSON. */
export function segment(content: unknown): string {
  if (Buffer.isBuffer(content)) return content.toString('base64url');
  return Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)).toString('base64url');
}

/** Signs two encoded segments exactly as they are spelled, so that nothing but the spelling is wrong. */
export function signSegments(header: string, payload: string, signer: Signer): string {
  const signingInput = `${header}.${payload}`;
  return `${signingInput}.${signer(Buffer.from(signingInput, 'latin1')).toString('base64url')}`;
}

export interface TokenFactoryOptions {
  readonly key: SigningKey;
  readonly issuer: string;
  readonly clientId: string;
  /** The time of issue, in seconds since the epoch. Default: that of this machine. */
  readonly now?: () => number;
}

/** Issues tokens as a Cognito user pool does, and any other kind. */
export class TokenFactory {
  readonly key: SigningKey;
  readonly issuer: string;
  readonly clientId: string;
  readonly #now: () => number;

  constructor({ key, issuer, clientId, now = () => Math.floor(Date.now() / 1_000) }: TokenFactoryOptions) {
    this.key = key;
    this.issuer = issuer;
    this.clientId = clientId;
    this.#now = now;
  }

  get header(): { readonly kid: string; readonly alg: 'RS256' } {
    return { kid: this.key.kid, alg: 'RS256' };
  }

  accessClaims(overrides: ClaimOverrides = {}): Record<string, unknown> {
    return {
      ...this.#commonClaims(),
      client_id: this.clientId,
      token_use: 'access',
      scope: 'openid profile',
      username: 'alice-of-the-tests',
      ...overrides,
    };
  }

  idClaims(overrides: ClaimOverrides = {}): Record<string, unknown> {
    return {
      ...this.#commonClaims(),
      aud: this.clientId,
      token_use: 'id',
      'cognito:username': 'alice-of-the-tests',
      email: 'alice@tests.example',
      email_verified: true,
      ...overrides,
    };
  }

  /** An access token of a program: its subject is its client, and it has no username. */
  machineClaims(overrides: ClaimOverrides = {}): Record<string, unknown> {
    return this.accessClaims({
      sub: this.clientId,
      username: undefined,
      auth_time: undefined,
      origin_jti: undefined,
      ...overrides,
    });
  }

  /** Signs any header and any claims with any signer. */
  sign(claims: unknown, header: unknown = this.header, signer: Signer = rs256(this.key)): string {
    return signSegments(segment(header), segment(claims), signer);
  }

  access(overrides?: ClaimOverrides): string {
    return this.sign(this.accessClaims(overrides));
  }

  id(overrides?: ClaimOverrides): string {
    return this.sign(this.idClaims(overrides));
  }

  machine(overrides?: ClaimOverrides): string {
    return this.sign(this.machineClaims(overrides));
  }

  #commonClaims(): Record<string, unknown> {
    const now = this.#now();
    return {
      sub: '5a1c7e02-90ab-4d4e-8f6b-1234567890ab',
      iss: this.issuer,
      version: 2,
      origin_jti: '0d9e8f7a-1b2c-4d5e-9f00-aabbccddeeff',
      event_id: '7b6a5948-3726-4150-8e9d-0f1e2d3c4b5a',
      auth_time: now,
      iat: now,
      exp: now + 3_600,
      jti: 'e1d2c3b4-a596-4788-96a5-b4c3d2e1f001',
    };
  }
}
