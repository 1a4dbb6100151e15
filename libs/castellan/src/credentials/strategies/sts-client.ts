import type * as StsPackage from '@aws-sdk/client-sts';
import { ConfigurationError, CredentialsUnavailableError } from '../../errors/index.js';
import { AwsCalls, incomplete } from '../aws-calls.js';
import { AwsFault } from '../aws-fault.js';
import { awsRequestHandler } from '../aws-request-handler.js';
import type { IssuedCredentials } from '../caller-credentials.js';
import type { CallLimits, CallPriority } from '../limits/call-limits.js';
import type { HostCredentials } from './host-credentials.js';
import { stsCastellanError } from './sts-errors.js';

/** Where STS is, and who signs. */
export interface StsClientSettings {
  readonly region: string;
  readonly endpoint: string | undefined;
  readonly timeoutMilliseconds: number;
  /** Signs AssumeRole, and nothing else. `undefined` where nothing is signed. */
  readonly hostCredentials?: HostCredentials;
}

/** What every session is made of. */
export interface SessionInput {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly durationSeconds: number;
  readonly sessionPolicy: string | undefined;
}

/** What a session of token vending is made of. */
export interface TaggedSessionInput extends SessionInput {
  readonly tags: Readonly<Record<string, string>>;
  readonly externalId: string | undefined;
}

interface LoadedSts {
  readonly sts: typeof StsPackage;
  readonly client: StsPackage.STSClient;
}

/** The two calls of STS that give sessions of a role. The package is loaded when it is first needed. */
export class StsClient {
  readonly #settings: StsClientSettings;
  readonly #calls: AwsCalls;
  #loaded: Promise<LoadedSts> | undefined;
  #closed = false;

  constructor(settings: StsClientSettings, limits: CallLimits) {
    this.#settings = settings;
    this.#calls = new AwsCalls(limits, settings.timeoutMilliseconds);
  }

  /** @throws ConfigurationError when `@aws-sdk/client-sts` is not installed */
  async open(): Promise<void> {
    await this.#load();
  }

  /** A session for whoever a token speaks for. Unsigned. */
  async assumeRoleWithWebIdentity(
    session: SessionInput,
    token: string,
    priority: CallPriority,
  ): Promise<Omit<IssuedCredentials, 'identityId'>> {
    const { sts, client } = await this.#load();
    const command = new sts.AssumeRoleWithWebIdentityCommand({
      ...sessionInput(session),
      WebIdentityToken: token,
    });
    return this.#issue('AssumeRoleWithWebIdentity', priority, [token], async (abortSignal) =>
      client.send(command, { abortSignal }),
    );
  }

  /** A session that the host vouches for. Signed with the host's credentials. */
  async assumeRole(
    session: TaggedSessionInput,
    priority: CallPriority,
  ): Promise<Omit<IssuedCredentials, 'identityId'>> {
    const { sts, client } = await this.#load();
    const command = new sts.AssumeRoleCommand({
      ...sessionInput(session),
      Tags: Object.entries(session.tags).map(([Key, Value]) => ({ Key, Value })),
      ...(session.externalId !== undefined && { ExternalId: session.externalId }),
    });
    return this.#issue('AssumeRole', priority, [], async (abortSignal) =>
      client.send(command, { abortSignal }),
    );
  }

  /** Closes the connections. */
  destroy(): void {
    this.#closed = true;
    this.#loaded?.then(({ client }) => client.destroy()).catch(() => undefined);
  }

  async #issue(
    operation: 'AssumeRole' | 'AssumeRoleWithWebIdentity',
    priority: CallPriority,
    secrets: readonly string[],
    send: (abortSignal: AbortSignal) => Promise<{ Credentials?: StsPackage.Credentials | undefined }>,
  ): Promise<Omit<IssuedCredentials, 'identityId'>> {
    try {
      return await this.#calls.make({
        operation,
        priority,
        secrets,
        send: async (abortSignal) => issued((await send(abortSignal)).Credentials),
      });
    } catch (error) {
      throw error instanceof AwsFault
        ? stsCastellanError(error, operation === 'AssumeRole' ? 'hostCredentials' : 'token')
        : error;
    }
  }

  #load(): Promise<LoadedSts> {
    if (this.#closed) {
      return Promise.reject(new CredentialsUnavailableError('Credentials were asked for after close().'));
    }
    return (this.#loaded ??= this.#make());
  }

  async #make(): Promise<LoadedSts> {
    const sts = await loadStsPackage();
    const { region, endpoint, timeoutMilliseconds, hostCredentials } = this.#settings;
    const client = new sts.STSClient({
      region,
      ...(endpoint !== undefined && { endpoint }),
      // Tokens go where the options say, not where an environment variable does.
      ignoreConfiguredEndpointUrls: true,
      // Without credentials of its own a call that should be signed fails here, and not with the host's own key.
      credentials: hostCredentials ?? refuse,
      requestHandler: awsRequestHandler(timeoutMilliseconds),
      // The gate that all calls go through makes a call again.
      maxAttempts: 1,
    });
    return { sts, client };
  }
}

async function loadStsPackage(): Promise<typeof StsPackage> {
  try {
    return await import('@aws-sdk/client-sts');
  } catch (cause) {
    throw new ConfigurationError(
      'This strategy of credentials needs the package @aws-sdk/client-sts, which cannot be loaded. Run: npm install ' +
        '@aws-sdk/client-sts',
      { cause },
    );
  }
}

const refuse = async (): Promise<never> => {
  throw new AwsFault('UnsignedCallsOnly', 'This strategy signs nothing.');
};

function sessionInput({ roleArn, sessionName, durationSeconds, sessionPolicy }: SessionInput) {
  return {
    RoleArn: roleArn,
    RoleSessionName: sessionName,
    DurationSeconds: durationSeconds,
    ...(sessionPolicy !== undefined && { Policy: sessionPolicy }),
  };
}

function issued(credentials: StsPackage.Credentials | undefined): Omit<IssuedCredentials, 'identityId'> {
  return {
    accessKeyId: credentials?.AccessKeyId ?? incomplete('AccessKeyId'),
    secretAccessKey: credentials?.SecretAccessKey ?? incomplete('SecretAccessKey'),
    sessionToken: credentials?.SessionToken ?? incomplete('SessionToken'),
    expiresAt: credentials?.Expiration?.getTime() ?? incomplete('Expiration'),
  };
}
