import {
  CognitoIdentityClient,
  type CognitoIdentityClientConfig,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
  GetOpenIdTokenCommand,
} from '@aws-sdk/client-cognito-identity';
import { AwsCalls, incomplete } from './aws-calls.js';
import { AwsFault } from './aws-fault.js';
import { awsRequestHandler } from './aws-request-handler.js';
import type { IssuedCredentials } from './caller-credentials.js';
import type { Logins } from './logins.js';
import type { IdentityPoolSettings } from './identity-pool-options.js';
import { type CallLimits, type CallPriority, UNLIMITED_CALLS } from './limits/call-limits.js';

/** An identity, and the logins that prove the right to it. */
export interface IdentityProof {
  readonly identityId: string;
  readonly logins: Logins;
}

/** What the client is configured with. */
export type IdentityPoolClientSettings = Pick<
  IdentityPoolSettings,
  'identityPoolId' | 'region' | 'endpoint' | 'accountId' | 'timeoutMilliseconds'
>;

/** The unsigned calls of an Identity Pool. What fails on the way to AWS or there is an {@link AwsFault}. */
export class IdentityPoolClient {
  readonly #client: CognitoIdentityClient;
  readonly #calls: AwsCalls;
  readonly #settings: IdentityPoolClientSettings;

  constructor(settings: IdentityPoolClientSettings, limits: CallLimits = UNLIMITED_CALLS) {
    this.#settings = settings;
    this.#calls = new AwsCalls(limits, settings.timeoutMilliseconds);
    this.#client = new CognitoIdentityClient(clientConfig(settings));
  }

  /**
   * The ID of the identity of these logins, which is made when there is none yet. Quota: 25 a second. Without logins
   * every call makes a new guest.
   */
  async getId(logins: Logins, priority: CallPriority): Promise<string> {
    const { identityPoolId, accountId } = this.#settings;
    const command = new GetIdCommand({
      IdentityPoolId: identityPoolId,
      ...loginsInput(logins),
      ...(accountId !== undefined && { AccountId: accountId }),
    });
    return this.#calls.make({
      operation: 'GetId',
      priority,
      secrets: Object.values(logins),
      send: async (abortSignal) =>
        (await this.#client.send(command, { abortSignal })).IdentityId ?? incomplete('IdentityId'),
    });
  }

  /** Credentials for an identity. The answer may name another identity, when the two were merged. */
  async getCredentials(
    { identityId, logins }: IdentityProof,
    priority: CallPriority,
    customRoleArn?: string,
  ): Promise<IssuedCredentials & { readonly identityId: string }> {
    const command = new GetCredentialsForIdentityCommand({
      IdentityId: identityId,
      ...loginsInput(logins),
      ...(customRoleArn !== undefined && { CustomRoleArn: customRoleArn }),
    });
    return this.#calls.make({
      operation: 'GetCredentialsForIdentity',
      priority,
      secrets: Object.values(logins),
      send: async (abortSignal) => {
        const { IdentityId, Credentials } = await this.#client.send(command, { abortSignal });
        return {
          identityId: IdentityId ?? incomplete('IdentityId'),
          accessKeyId: Credentials?.AccessKeyId ?? incomplete('AccessKeyId'),
          secretAccessKey: Credentials?.SecretKey ?? incomplete('SecretKey'),
          sessionToken: Credentials?.SessionToken ?? incomplete('SessionToken'),
          expiresAt: Credentials?.Expiration?.getTime() ?? incomplete('Expiration'),
        };
      },
    });
  }

  /** A token of the Identity Pool for an identity, which STS takes. It is good for ten minutes. */
  async getOpenIdToken({ identityId, logins }: IdentityProof, priority: CallPriority): Promise<OpenIdToken> {
    const command = new GetOpenIdTokenCommand({ IdentityId: identityId, ...loginsInput(logins) });
    return this.#calls.make({
      operation: 'GetOpenIdToken',
      priority,
      secrets: Object.values(logins),
      send: async (abortSignal) => {
        const { IdentityId, Token } = await this.#client.send(command, { abortSignal });
        return { identityId: IdentityId ?? incomplete('IdentityId'), token: Token ?? incomplete('Token') };
      },
    });
  }

  /** Closes the connections. */
  destroy(): void {
    this.#client.destroy();
  }
}

/** A token of the Identity Pool, and the identity it speaks for. */
export interface OpenIdToken {
  readonly identityId: string;
  /** A secret. */
  readonly token: string;
}

/** AWS takes an empty map for a mistake. */
function loginsInput(logins: Logins): { Logins?: Record<string, string> } {
  return Object.keys(logins).length === 0 ? {} : { Logins: { ...logins } };
}

function clientConfig(settings: IdentityPoolClientSettings): CognitoIdentityClientConfig {
  // All calls are unsigned. Should a call ever not be, it fails here and not with the host's own key.
  const refuse = async (): Promise<never> => {
    throw new AwsFault('UnsignedCallsOnly', 'Calls to the Identity Pool are never signed.');
  };
  const { region, endpoint, timeoutMilliseconds } = settings;
  return {
    region,
    ...(endpoint !== undefined && { endpoint }),
    // ID tokens go where the options say, not where an environment variable does.
    ignoreConfiguredEndpointUrls: true,
    credentials: refuse,
    requestHandler: awsRequestHandler(timeoutMilliseconds),
    // The gate that all calls go through makes a call again.
    maxAttempts: 1,
  };
}
