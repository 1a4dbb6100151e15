import { inspect } from 'node:util';

/** What the AWS SDK signs with. A plain object: it prints everything, so it is made where it is used. */
export interface AwsCredentialIdentity {
  /** Names the key. Not a secret. */
  readonly accessKeyId: string;
  /** What requests are signed with. A secret. */
  readonly secretAccessKey: string;
  /** Sent with every request. A secret. */
  readonly sessionToken: string;
  /** When the SDK has to ask for others. */
  readonly expiration: Date;
}

/** What AWS gave, with times in milliseconds since the epoch. */
export interface IssuedCredentials {
  /** The identity in the Identity Pool that they speak for; `undefined` where they come from no Identity Pool. */
  readonly identityId: string | undefined;
  /** Names the key. Not a secret. */
  readonly accessKeyId: string;
  /** What requests are signed with. A secret. */
  readonly secretAccessKey: string;
  /** Sent with every request. A secret. */
  readonly sessionToken: string;
  /** When AWS stops accepting them, in milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** An SDK client asks for new credentials when less than this is left of those it has. */
const SDK_EXPIRY_WINDOW = 300_000;

/**
 * A caller's own temporary AWS credentials.
 *
 * Works wherever the AWS SDK takes a credentials object. Neither `console.log` nor `JSON.stringify` shows the
 * secret key or the session token; the access key ID, which CloudTrail shows as well, is not a secret.
 *
 * @example
 * ```ts
 * import type { IdentityPoolCredentials, VerifiedIdentity } from 'castellan/core';
 *
 * export async function minutesLeft(pool: IdentityPoolCredentials, identity: VerifiedIdentity): Promise<number> {
 *   const { expiration } = await pool.credentials(identity);
 *   return (expiration.getTime() - Date.now()) / 60_000;
 * }
 * ```
 */
export class CallerCredentials implements AwsCredentialIdentity {
  readonly #issued: IssuedCredentials;
  readonly #renewAt: number;

  /** @param renewAt when a newer set should be asked for, in milliseconds since the epoch */
  constructor(issued: IssuedCredentials, renewAt: number) {
    this.#issued = issued;
    this.#renewAt = renewAt;
  }

  /** The identity in the Identity Pool these credentials speak for; `undefined` where they come from none. */
  get identityId(): string | undefined {
    return this.#issued.identityId;
  }

  /** Names the key. Not a secret. */
  get accessKeyId(): string {
    return this.#issued.accessKeyId;
  }

  /** What requests are signed with. A secret. */
  get secretAccessKey(): string {
    return this.#issued.secretAccessKey;
  }

  /** Sent with every request. A secret. */
  get sessionToken(): string {
    return this.#issued.sessionToken;
  }

  /** When AWS stops accepting them. */
  get expiration(): Date {
    return new Date(this.#issued.expiresAt);
  }

  /** When a newer set should be asked for, in milliseconds since the epoch. */
  get renewAt(): number {
    return this.#renewAt;
  }

  /**
   * The form an SDK client may keep. It expires early, so that the client comes back when a renewal is due
   * and not only when too little time is left for one that fails at first.
   */
  forClient(): AwsCredentialIdentity {
    return {
      accessKeyId: this.accessKeyId,
      secretAccessKey: this.secretAccessKey,
      sessionToken: this.sessionToken,
      expiration: new Date(Math.min(this.#issued.expiresAt, this.#renewAt + SDK_EXPIRY_WINDOW)),
    };
  }

  /** Whose they are and until when, without a secret. */
  toJSON(): { identityId: string | undefined; accessKeyId: string; expiration: string } {
    return {
      identityId: this.identityId,
      accessKeyId: this.accessKeyId,
      expiration: this.expiration.toISOString(),
    };
  }

  [inspect.custom](): string {
    return `CallerCredentials ${inspect(this.toJSON())}`;
  }
}
