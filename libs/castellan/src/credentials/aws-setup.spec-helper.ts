import { AwsClients, type AwsClientsOptions } from './aws-clients.js';
import { IdentityPoolCredentials } from './identity-pool-credentials.js';
import { IDENTITY_POOL_ID, IdentityPoolServer } from './identity-pool-server.spec-helper.js';
import type { IdTokens } from './id-tokens.spec-helper.js';
import { RecordingS3 } from './recording-s3.spec-helper.js';
import { NO_LIMITS } from './pool-setup.spec-helper.js';

/** What a host may have in its environment, and what no caller may be served with. */
const HOST_ENVIRONMENT = {
  AWS_ACCESS_KEY_ID: 'AKIAHOST',
  AWS_SECRET_ACCESS_KEY: 'host-secret',
  AWS_SESSION_TOKEN: 'host-session',
  AWS_ENDPOINT_URL_COGNITO_IDENTITY: 'http://127.0.0.1:9',
};

/** An Identity Pool and an S3 on loopback, clients of callers for them, and a host with credentials of its own. */
export class AwsSetup {
  /** How far the clock of the credentials is ahead, in milliseconds. */
  ahead = 0;
  readonly credentials: IdentityPoolCredentials;
  readonly clients: AwsClients;
  readonly #environment = { ...process.env };

  private constructor(
    readonly tokens: IdTokens,
    readonly pool: IdentityPoolServer,
    readonly s3: RecordingS3,
  ) {
    Object.assign(process.env, HOST_ENVIRONMENT);
    this.credentials = new IdentityPoolCredentials({
      // A slow machine is not an outage.
      identityPool: {
        identityPoolId: IDENTITY_POOL_ID,
        endpoint: pool.endpoint,
        timeoutMilliseconds: 60_000,
        callLimits: NO_LIMITS,
      },
      clock: () => Date.now() + this.ahead,
    });
    this.clients = this.make();
  }

  static async start(tokens: IdTokens): Promise<AwsSetup> {
    return new AwsSetup(tokens, await IdentityPoolServer.start(), await RecordingS3.start());
  }

  async stop(): Promise<void> {
    process.env = this.#environment;
    this.clients.destroy();
    this.credentials.close();
    await Promise.all([this.pool.stop(), this.s3.stop()]);
  }

  make(options: Partial<AwsClientsOptions> = {}): AwsClients {
    return new AwsClients({
      credentials: this.credentials,
      defaults: { endpoint: this.s3.endpoint, forcePathStyle: true, maxAttempts: 1 },
      // A slow machine is not an outage.
      connectionTimeoutMilliseconds: 60_000,
      ...options,
    });
  }
}
