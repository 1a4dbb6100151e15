import type * as CognitoPackage from '@aws-sdk/client-cognito-identity-provider';
import { AwsFault, toAwsFault } from '../credentials/aws-fault.js';
import { awsRequestHandler } from '../credentials/aws-request-handler.js';
import type { HostCredentials } from '../credentials/strategies/host-credentials.js';
import { type CastellanError, ConfigurationError } from '../errors/index.js';
import { toUserPoolError } from './cognito-exceptions.js';
import type { UserPoolSettings } from './settings.js';

/** The operations of Cognito, as the SDK has them. */
export type CognitoApi = CognitoPackage.CognitoIdentityProvider;

/** What goes to every call. */
export interface CallOptions {
  readonly abortSignal: AbortSignal;
}

/** One call of an operation. */
export type Send<Answer> = (api: CognitoApi, options: CallOptions) => Promise<Answer>;

/** What is sent and must not be shown by whatever comes back. */
export type Secrets = readonly (string | undefined)[];

/** What a fault means for an operation. */
export type Means = (fault: AwsFault) => CastellanError;

type ClientSettings = Pick<
  UserPoolSettings,
  'region' | 'endpoint' | 'timeoutMilliseconds' | 'administrator' | 'clientSecret'
>;

/**
 * Makes the calls to Cognito: once each, because a code is good once; in bounded time; and with faults that are safe
 * to log. The SDK is loaded when it is first needed.
 */
export class CognitoCalls {
  readonly #settings: ClientSettings;
  #unsigned: Promise<CognitoApi> | undefined;
  #signed: Promise<CognitoApi> | undefined;
  #closed = false;

  constructor(settings: ClientSettings) {
    this.#settings = settings;
  }

  /** @throws ConfigurationError when the SDK is not installed */
  async open(): Promise<void> {
    await this.#publicApi();
  }

  /**
   * An operation that needs no credentials: what is sent proves enough.
   *
   * @throws CastellanError for what Cognito refuses, and what fails on the way there
   */
  async send<Answer>(secrets: Secrets, send: Send<Answer>, means: Means = toUserPoolError): Promise<Answer> {
    return this.#inTime(await this.#publicApi(), secrets, send, means);
  }

  /**
   * An operation of administrators, signed with credentials of the application.
   *
   * @throws CastellanError for what Cognito refuses, and what fails on the way there
   * @throws ConfigurationError where there are no credentials
   */
  async sendAsAdministrator<Answer>(
    secrets: Secrets,
    send: Send<Answer>,
    means: Means = toUserPoolError,
  ): Promise<Answer> {
    return this.#inTime(await this.#administratorApi(), secrets, send, means);
  }

  /** Closes the connections. */
  close(): void {
    this.#closed = true;
    for (const api of [this.#unsigned, this.#signed]) {
      api?.then((client) => client.destroy()).catch(() => undefined);
    }
  }

  #publicApi(): Promise<CognitoApi> {
    this.#requireOpen();
    return (this.#unsigned ??= this.#make(refuseToSign));
  }

  #administratorApi(): Promise<CognitoApi> {
    this.#requireOpen();
    const { administrator } = this.#settings;
    if (administrator === undefined) {
      throw new ConfigurationError(
        'Administration of users needs the option administration: { credentials }, such as fromNodeProviderChain() ' +
          'of @aws-sdk/credential-providers. Credentials are never looked for in the environment.',
      );
    }
    return (this.#signed ??= this.#make(administrator));
  }

  #requireOpen(): void {
    if (this.#closed) throw new ConfigurationError('The user pool was used after close().');
  }

  async #make(credentials: HostCredentials): Promise<CognitoApi> {
    const { CognitoIdentityProvider } = await loadCognitoPackage();
    const { region, endpoint, timeoutMilliseconds } = this.#settings;
    return new CognitoIdentityProvider({
      region,
      endpoint,
      // Passwords go where the options say, not where an environment variable does.
      ignoreConfiguredEndpointUrls: true,
      credentials,
      requestHandler: awsRequestHandler(timeoutMilliseconds),
      maxAttempts: 1,
    });
  }

  /** Bounds the whole call. */
  async #inTime<Answer>(
    api: CognitoApi,
    secrets: Secrets,
    send: Send<Answer>,
    means: Means,
  ): Promise<Answer> {
    const { timeoutMilliseconds, clientSecret } = this.#settings;
    const aborted = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new AwsFault('TimeoutError', `No answer in ${timeoutMilliseconds} ms.`, { timedOut: true }));
        aborted.abort();
      }, timeoutMilliseconds);
    });
    try {
      return await Promise.race([send(api, { abortSignal: aborted.signal }), tooLate]);
    } catch (error) {
      throw means(toAwsFault(error, known([...secrets, clientSecret])));
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The longest first, so that none is left half where another is part of it. */
const known = (secrets: Secrets): string[] =>
  secrets
    .filter((secret): secret is string => secret !== undefined && secret !== '')
    .sort((a, b) => b.length - a.length);

async function loadCognitoPackage(): Promise<typeof CognitoPackage> {
  try {
    return await import('@aws-sdk/client-cognito-identity-provider');
  } catch (cause) {
    throw new ConfigurationError(
      'User pools need the package @aws-sdk/client-cognito-identity-provider, which cannot be loaded. Run: npm ' +
        'install @aws-sdk/client-cognito-identity-provider',
      { cause },
    );
  }
}

/** Without it the SDK would find the host's own credentials. */
const refuseToSign = (): Promise<never> =>
  Promise.reject(new AwsFault('UnsignedCallsOnly', 'This operation is not signed.'));
