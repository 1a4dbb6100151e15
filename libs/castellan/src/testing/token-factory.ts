import { createHash, type KeyObject, randomUUID, sign } from 'node:crypto';
import { defaultIssuer } from '../tokens/issuer.js';
import { refuseInProduction } from './refuse-in-production.js';
import { SigningKeyRing, type TestKeySet } from './signing-key-ring.js';
import {
  checkFactoryOptions,
  checkMachineOptions,
  checkMilliseconds,
  checkUserOptions,
} from './token-options.js';

// Loading is refused as well, so that an import that reached production shows when the service starts.
refuseInProduction(process.env);

/** What a {@link TokenFactory} stands for. */
export interface TokenFactoryOptions {
  /** The user pool that issues the tokens, `REGION_ID`. Default `eu-west-1_TestPool1`. */
  readonly userPoolId?: string;
  /** The `iss` of the tokens. Default: Cognito's original issuer for the pool. */
  readonly issuer?: string;
  /** The app client the tokens are issued to. Default `test_client`. */
  readonly clientId?: string;
  /** The time, in milliseconds since the epoch. Default: `Date.now`. */
  readonly clock?: () => number;
}

/** What every kind of token can be made with. */
export interface TokenOptions {
  /** Claims to add or to put in place of the usual ones; `undefined` leaves one out. They win over all else. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Header parameters to add or to put in place of `kid` and `alg`; `undefined` leaves one out. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** A private RSA key to sign with in place of the factory's. The header names the factory's key all the same. */
  readonly key?: KeyObject;
  /** When the token was issued, in milliseconds since the epoch. Default: now. */
  readonly issuedAt?: number;
  /** For how many seconds from then on it is valid. Default 3,600. */
  readonly lifetimeSeconds?: number;
}

/** What a user's token can be made with. */
export interface UserTokenOptions extends TokenOptions {
  /** Default `test-user`. Each username has a `sub` of its own, the same in all of its tokens. */
  readonly username?: string;
  /** The user's groups. Default: none. */
  readonly groups?: readonly string[];
  /** The scopes of an access token. Default: `aws.cognito.signin.user.admin`. An ID token has none. */
  readonly scopes?: readonly string[];
}

/** What a program's token can be made with. */
export interface MachineTokenOptions extends TokenOptions {
  /** The program's own app client, which is its `sub` as well. Default: that of the factory. */
  readonly clientId?: string;
  /** The scopes of the token. Default: none. */
  readonly scopes?: readonly string[];
}

const DEFAULT_USERNAME = 'test-user';
const SIGN_IN_SCOPE = 'aws.cognito.signin.user.admin';
const DEFAULT_LIFETIME_SECONDS = 3_600;

/**
 * Issues tokens as a Cognito user pool does, signed with a real RSA key of its own, so that an application can be
 * tested with its verification fully on. Any claim, header, time and key can be put in place of the usual ones.
 *
 * The private key never leaves the factory.
 *
 * @throws ConfigurationError where `NODE_ENV` is `production`, or if the pool's ID begins with no Region
 * and there is no issuer.
 *
 * @example
 * ```ts
 * import { TokenVerifier } from 'castellan/core';
 * import { testUserPool, TokenFactory } from 'castellan/testing';
 *
 * const factory = new TokenFactory({ userPoolId: 'eu-west-1_AbCdEfGhI', clientId: 'web' });
 * const verifier = new TokenVerifier({ userPools: [testUserPool(factory)] });
 *
 * export const alice = await verifier.verify(factory.userAccess({ username: 'alice', groups: ['editors'] }));
 * export const expired = factory.userAccess({ issuedAt: Date.now() - 7_200_000 });
 * ```
 */
export class TokenFactory {
  /** `REGION_ID`. */
  readonly userPoolId: string;
  /** The `iss` of the tokens. */
  readonly issuer: string;
  /** The app client of the tokens. */
  readonly clientId: string;
  readonly #clock: () => number;
  #keys = new SigningKeyRing();

  /**
   * @throws ConfigurationError where `NODE_ENV` is `production`, if an option is unknown or of the wrong type, or if
   * no issuer is known for the pool. The methods that make tokens throw it as well.
   */
  constructor(options: TokenFactoryOptions = {}) {
    refuseInProduction(process.env);
    checkFactoryOptions(options);
    const { userPoolId, issuer, clientId, clock } = options;
    this.userPoolId = userPoolId ?? 'eu-west-1_TestPool1';
    this.issuer = issuer ?? defaultIssuer(this.userPoolId, 'userPoolId');
    this.clientId = clientId ?? 'test_client';
    this.#clock = clock ?? Date.now;
  }

  /** The public keys that verify the tokens, the newest first. It is what a user pool publishes at this moment. */
  get jwks(): TestKeySet {
    return this.#keys.jwks;
  }

  /**
   * Signs with a new key from now on, as a user pool does that rotates its keys. The earlier keys stay published,
   * so that earlier tokens stay good, unless they are withdrawn.
   */
  rotateKey({ withdrawEarlier = false }: { readonly withdrawEarlier?: boolean } = {}): void {
    this.#keys.rotate(withdrawEarlier);
  }

  /** A factory with the same keys, pool, client and clock whose tokens name another issuer. */
  withIssuer(issuer: string): TokenFactory {
    const factory = new TokenFactory({
      userPoolId: this.userPoolId,
      issuer,
      clientId: this.clientId,
      clock: this.#clock,
    });
    factory.#keys = this.#keys;
    return factory;
  }

  /** An access token of a user who signed in. */
  userAccess(options: UserTokenOptions = {}): string {
    checkUserOptions(options);
    const { username = DEFAULT_USERNAME, groups, scopes = [SIGN_IN_SCOPE] } = options;
    return this.#issue(options, {
      ...this.#userClaims(username, groups),
      client_id: this.clientId,
      token_use: 'access',
      version: 2,
      scope: scopeOf(scopes),
      username,
    });
  }

  /** An ID token of a user who signed in. It belongs to every access token of that user. */
  userId(options: UserTokenOptions = {}): string {
    checkUserOptions(options);
    const { username = DEFAULT_USERNAME, groups } = options;
    return this.#issue(options, {
      ...this.#userClaims(username, groups),
      aud: this.clientId,
      token_use: 'id',
      'cognito:username': username,
    });
  }

  /** An access token of a program with client credentials: it has no user. */
  machine(options: MachineTokenOptions = {}): string {
    checkMachineOptions(options);
    const { clientId = this.clientId, scopes = [] } = options;
    return this.#issue(options, {
      sub: clientId,
      client_id: clientId,
      token_use: 'access',
      version: 2,
      scope: scopeOf(scopes),
    });
  }

  #userClaims(username: string, groups: readonly string[] = []): Record<string, unknown> {
    return {
      sub: uuidOf('sub', this.userPoolId, username),
      // One sign-in for all tokens of a user, because an ID token has to be of the same one as its access token.
      origin_jti: uuidOf('origin_jti', this.userPoolId, username),
      // Cognito leaves the claim out where a user has no group.
      'cognito:groups': groups.length === 0 ? undefined : groups,
      event_id: randomUUID(),
    };
  }

  #issue(
    {
      claims,
      header,
      key,
      issuedAt = this.#clock(),
      lifetimeSeconds = DEFAULT_LIFETIME_SECONDS,
    }: TokenOptions,
    ownClaims: Record<string, unknown>,
  ): string {
    // Once more, because NODE_ENV may be set after the factory was made, as a .env file does.
    refuseInProduction(process.env);
    checkMilliseconds(issuedAt, 'the clock');
    const iat = Math.floor(issuedAt / 1_000);
    const payload = {
      iss: this.issuer,
      ...ownClaims,
      auth_time: iat,
      iat,
      exp: iat + lifetimeSeconds,
      jti: randomUUID(),
      ...claims,
    };
    const signed = `${encode({ kid: this.#keys.kid, alg: 'RS256', ...header })}.${encode(payload)}`;
    const signature = sign('RSA-SHA256', Buffer.from(signed), key ?? this.#keys.privateKey);
    return `${signed}.${signature.toString('base64url')}`;
  }
}

/** Cognito leaves the claim out where there is no scope. */
function scopeOf(scopes: readonly string[]): string | undefined {
  return scopes.length === 0 ? undefined : scopes.join(' ');
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

/** Always the same UUID for the same names (version 8 of RFC 9562: made of a digest). */
function uuidOf(...names: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(names)).digest().subarray(0, 16);
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x80, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  return digest.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
