import {
  CognitoIdentityClient,
  GetOpenIdTokenForDeveloperIdentityCommand,
} from '@aws-sdk/client-cognito-identity';
import { type CastellanError, ConfigurationError } from '../../errors/index.js';
import { AwsCalls, incomplete } from '../aws-calls.js';
import { AwsFault } from '../aws-fault.js';
import { awsRequestHandler } from '../aws-request-handler.js';
import type { OpenIdToken } from '../identity-pool-client.js';
import { toCastellanError } from '../identity-pool-errors.js';
import type { IdentityPoolSettings } from '../identity-pool-options.js';
import type { CallLimits, CallPriority } from '../limits/call-limits.js';
import type { DeveloperSettings } from './developer-options.js';

/** A user, as the developer provider knows it. */
export interface DeveloperLogin {
  readonly userId: string;
  readonly tags: Readonly<Record<string, string>>;
}

const NOT_ALLOWED: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'IncompleteSignatureException',
  'InvalidSignatureException',
  'UnrecognizedClientException',
]);

/** The one call that is signed with the developer's credentials. */
export class DeveloperClient {
  readonly #pool: IdentityPoolSettings;
  readonly #settings: DeveloperSettings;
  readonly #client: CognitoIdentityClient;
  readonly #calls: AwsCalls;

  constructor(pool: IdentityPoolSettings, settings: DeveloperSettings, limits: CallLimits) {
    this.#pool = pool;
    this.#settings = settings;
    this.#calls = new AwsCalls(limits, pool.timeoutMilliseconds);
    this.#client = new CognitoIdentityClient({
      region: pool.region,
      ...(pool.endpoint !== undefined && { endpoint: pool.endpoint }),
      ignoreConfiguredEndpointUrls: true,
      credentials: settings.developerCredentials,
      requestHandler: awsRequestHandler(pool.timeoutMilliseconds),
      // The gate that all calls go through makes a call again.
      maxAttempts: 1,
    });
  }

  /** The identity of a user, which is made when there is none yet, and a token for it. Quota: 50 a second. */
  async getOpenIdToken({ userId, tags }: DeveloperLogin, priority: CallPriority): Promise<OpenIdToken> {
    const command = new GetOpenIdTokenForDeveloperIdentityCommand({
      IdentityPoolId: this.#pool.identityPoolId,
      Logins: { [this.#settings.providerName]: userId },
      TokenDuration: this.#settings.tokenDurationSeconds,
      ...(Object.keys(tags).length > 0 && { PrincipalTags: { ...tags } }),
    });
    try {
      return await this.#calls.make({
        operation: 'GetOpenIdTokenForDeveloperIdentity',
        priority,
        secrets: [],
        send: async (abortSignal) => {
          const { IdentityId, Token } = await this.#client.send(command, { abortSignal });
          return { identityId: IdentityId ?? incomplete('IdentityId'), token: Token ?? incomplete('Token') };
        },
      });
    } catch (error) {
      throw error instanceof AwsFault ? developerError(error) : error;
    }
  }

  /** Closes the connections. */
  destroy(): void {
    this.#client.destroy();
  }
}

function developerError(fault: AwsFault): CastellanError {
  if (!NOT_ALLOWED.has(fault.name)) return toCastellanError(fault);
  return new ConfigurationError(
    'AWS does not let developerCredentials call GetOpenIdTokenForDeveloperIdentity. Allow them ' +
      'cognito-identity:GetOpenIdTokenForDeveloperIdentity on the Identity Pool; the cause has what AWS says.',
    { cause: fault },
  );
}
