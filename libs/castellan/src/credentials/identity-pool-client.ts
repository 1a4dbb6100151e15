import {
  CognitoIdentityClient,
  type CognitoIdentityClientConfig,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
} from '@aws-sdk/client-cognito-identity';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { IssuedCredentials } from './caller-credentials.js';
import { loginsOf } from './cognito-logins.js';
import { IdentityPoolFault, toIdentityPoolFault } from './identity-pool-fault.js';
import type { IdentityPoolSettings } from './identity-pool-options.js';
import type { VerifiedIdentity } from './verified-identity.js';

/** The two calls of the enhanced flow. What fails on the way to AWS or there is an {@link IdentityPoolFault}. */
export class IdentityPoolClient {
  readonly #client: CognitoIdentityClient;
  readonly #requestHandler: NodeHttpHandler;
  readonly #settings: IdentityPoolSettings;

  constructor(settings: IdentityPoolSettings) {
    this.#settings = settings;
    this.#requestHandler = new NodeHttpHandler({
      connectionTimeout: settings.timeoutMilliseconds,
      requestTimeout: settings.timeoutMilliseconds,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: 200 },
      httpsAgent: { keepAlive: true, maxSockets: 200 },
    });
    this.#client = new CognitoIdentityClient(this.#clientConfig());
  }

  /** The ID of the caller's identity, which is made when there is none yet. Quota: 25 a second. */
  async getId(identity: VerifiedIdentity): Promise<string> {
    const { identityPoolId, accountId } = this.#settings;
    const input = { IdentityPoolId: identityPoolId, Logins: loginsOf(identity) };
    return this.#call(identity, async (abortSignal) => {
      const { IdentityId } = await this.#client.send(
        new GetIdCommand(accountId === undefined ? input : { ...input, AccountId: accountId }),
        { abortSignal },
      );
      return IdentityId ?? incomplete('IdentityId');
    });
  }

  /** Credentials for an identity. The answer may name another identity, when the two were merged. */
  async getCredentials(identity: VerifiedIdentity, identityId: string): Promise<IssuedCredentials> {
    const input = { IdentityId: identityId, Logins: loginsOf(identity) };
    return this.#call(identity, async (abortSignal) => {
      const { IdentityId, Credentials } = await this.#client.send(
        new GetCredentialsForIdentityCommand(input),
        { abortSignal },
      );
      return {
        identityId: IdentityId ?? incomplete('IdentityId'),
        accessKeyId: Credentials?.AccessKeyId ?? incomplete('AccessKeyId'),
        secretAccessKey: Credentials?.SecretKey ?? incomplete('SecretKey'),
        sessionToken: Credentials?.SessionToken ?? incomplete('SessionToken'),
        expiresAt: Credentials?.Expiration?.getTime() ?? incomplete('Expiration'),
      };
    });
  }

  /** Closes the connections. */
  destroy(): void {
    this.#client.destroy();
  }

  #clientConfig(): CognitoIdentityClientConfig {
    // Both calls are unsigned. Should a call ever not be, it fails here and not with the host's own key.
    const refuse = async (): Promise<never> => {
      throw new IdentityPoolFault('UnsignedCallsOnly', 'Calls to the Identity Pool are never signed.');
    };
    const { region, endpoint } = this.#settings;
    return {
      region,
      ...(endpoint === undefined ? {} : { endpoint }),
      // ID tokens go where the options say, not where an environment variable does.
      ignoreConfiguredEndpointUrls: true,
      credentials: refuse,
      requestHandler: this.#requestHandler,
      maxAttempts: 3,
      retryMode: 'standard',
    };
  }

  /** Bounds the whole call: the SDK's own timeouts are for one attempt, and it waits between attempts. */
  async #call<T>(identity: VerifiedIdentity, send: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
    const idToken = identity.revealIdToken();
    const aborted = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_resolve, reject) => {
      const milliseconds = this.#settings.timeoutMilliseconds;
      timer = setTimeout(() => {
        reject(new IdentityPoolFault('TimeoutError', `No answer in ${milliseconds} ms.`, { timedOut: true }));
        aborted.abort();
      }, milliseconds);
    });
    try {
      return await Promise.race([send(aborted.signal), tooLate]);
    } catch (error) {
      throw toIdentityPoolFault(error, idToken);
    } finally {
      clearTimeout(timer);
    }
  }
}

function incomplete(member: string): never {
  throw new IdentityPoolFault('IncompleteAnswer', `The answer of the Identity Pool has no ${member}.`);
}
