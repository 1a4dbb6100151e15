import { setTimeout as wait } from 'node:timers/promises';
import { type IdTokens, type TokenOptions } from './id-tokens.spec-helper.js';
import type { IdentityPoolOptions } from './identity-pool-options.js';
import { IdentityPoolCredentials } from './identity-pool-credentials.js';
import { IDENTITY_POOL_ID, IdentityPoolServer } from './identity-pool-server.spec-helper.js';
import type { VerifiedIdentity } from './verified-identity.js';

/** For servers without quotas. */
export const NO_LIMITS = {
  perSecond: { GetId: 1_000_000, GetCredentialsForIdentity: 1_000_000 },
  deadlineMilliseconds: 60_000,
};

/** An Identity Pool on loopback and credentials from it, with a clock that stands still. */
export class PoolSetup {
  now = Math.floor(Date.now() / 1000) * 1000;
  /** What renewals in the background failed with. */
  readonly failures: unknown[] = [];
  readonly #opened: IdentityPoolCredentials[] = [];

  private constructor(
    readonly tokens: IdTokens,
    readonly server: IdentityPoolServer,
  ) {
    server.clock = () => this.now;
  }

  static async start(tokens: IdTokens): Promise<PoolSetup> {
    return new PoolSetup(tokens, await IdentityPoolServer.start());
  }

  async stop(): Promise<void> {
    for (const credentials of this.#opened) credentials.close();
    await this.server.stop();
  }

  open(options: Partial<IdentityPoolOptions> = {}, jitter = 0): IdentityPoolCredentials {
    const credentials = new IdentityPoolCredentials({
      // A slow machine is not an outage.
      identityPool: {
        identityPoolId: IDENTITY_POOL_ID,
        endpoint: this.server.endpoint,
        timeoutMilliseconds: 60_000,
        callLimits: NO_LIMITS,
        ...options,
      },
      clock: () => this.now,
      random: (bytes) => new Uint8Array(bytes).fill(jitter * 255),
      onRenewalFailure: (error) => this.failures.push(error),
    });
    this.closeLater(credentials);
    return credentials;
  }

  closeLater(credentials: IdentityPoolCredentials): void {
    this.#opened.push(credentials);
  }

  identity(sub = 'alice', options: TokenOptions = {}): VerifiedIdentity {
    return this.tokens.identity({ sub, issuedAt: this.now, ...options });
  }

  /** Waits for what happens in the background. */
  async settled(condition: () => boolean): Promise<void> {
    for (let turn = 0; turn < 4_000 && !condition(); turn++) await wait(5);
    if (!condition()) throw new Error(`It did not happen: ${condition.toString()}`);
  }
}
