import { ConfigurationError } from '../../errors/index.js';
import { AwsFault } from '../aws-fault.js';
import type { IssuedCredentials } from '../caller-credentials.js';
import type { CallerIdentity } from '../caller-identity.js';
import type { IdentityIds } from '../identity-ids.js';
import { IdentityPoolClient } from '../identity-pool-client.js';
import { toCastellanError } from '../identity-pool-errors.js';
import type { IdentityPoolSettings } from '../identity-pool-options.js';
import { chosenRole } from './configured-roles.js';
import type { CredentialsRequest, CredentialsStrategy } from './credentials-strategy.js';
import { DeveloperClient, type DeveloperLogin } from './developer-client.js';
import type { DeveloperSettings } from './developer-options.js';
import { refuseSessionPolicy } from './session-policy.js';
import { requireUser } from './session-request.js';
import { sessionTagsOf } from './session-tags.js';
import type { StrategyDependencies } from './strategy-dependencies.js';
import { variantOf } from './variant.js';

/** What an Identity Pool calls the login of a token that is its own. */
const OWN_TOKEN = 'cognito-identity.amazonaws.com';
const NO_ROLES = { roles: new Map<string, string>(), defaultRole: undefined };

/** Developer-authenticated identities: GetOpenIdTokenForDeveloperIdentity and GetCredentialsForIdentity. */
export class DeveloperStrategy implements CredentialsStrategy {
  readonly name = 'developer';
  readonly proof = 'bearerToken';
  readonly scopesDown = false;
  readonly hasSessionPolicy = false;
  readonly allowsGuests = false;
  readonly furtherLogins = undefined;
  readonly hasIdentityIds = true;
  readonly roles: ReadonlySet<string> = new Set();
  readonly region: string;
  readonly namespace: string;
  readonly decidingClaims: readonly string[];
  readonly #settings: DeveloperSettings;
  readonly #developer: DeveloperClient;
  readonly #client: IdentityPoolClient;
  readonly #ids: IdentityIds;

  constructor(pool: IdentityPoolSettings, settings: DeveloperSettings, dependencies: StrategyDependencies) {
    this.region = pool.region;
    this.namespace = `developer ${pool.identityPoolId} ${settings.providerName}`;
    this.decidingClaims = pool.decidingClaims;
    this.#settings = settings;
    this.#developer = new DeveloperClient(pool, settings, dependencies.limits);
    this.#client = new IdentityPoolClient(pool, dependencies.limits);
    this.#ids = dependencies.identityIds(async (identity, priority) => {
      const { identityId } = await this.#developer.getOpenIdToken(this.#loginOf(identity), priority);
      return identityId;
    });
  }

  async open(): Promise<void> {
    // Everything it needs is loaded already.
  }

  variantOf(identity: CallerIdentity): string {
    refuseSessionPolicy(identity, this.name);
    chosenRole(identity, NO_ROLES);
    const { userId, tags } = this.#loginOf(identity);
    return variantOf(identity, { userId, tags: JSON.stringify(tags) });
  }

  async issue({ identity, owner, priority }: CredentialsRequest): Promise<IssuedCredentials> {
    const { identityId, token } = await this.#developer.getOpenIdToken(this.#loginOf(identity), priority);
    this.#ids.remember(owner, identityId);
    try {
      return await this.#client.getCredentials({ identityId, logins: { [OWN_TOKEN]: token } }, priority);
    } catch (error) {
      throw error instanceof AwsFault ? toCastellanError(error) : error;
    }
  }

  async identityId({ identity, owner, priority }: CredentialsRequest): Promise<string> {
    return (await this.#ids.get(identity, owner, priority)).identityId;
  }

  close(): void {
    this.#developer.destroy();
    this.#client.destroy();
  }

  #loginOf(identity: CallerIdentity): DeveloperLogin {
    const { principal } = requireUser(identity);
    const userId = this.#settings.userId(principal);
    if (typeof userId === 'string' && userId.length > 0 && userId.length <= 1_024) {
      return { userId, tags: sessionTagsOf(principal, this.#settings.tags) };
    }
    throw new ConfigurationError(
      'identityPool.strategy.userId gave no name of a user. Give a text of 1 to 1,024 characters, another one for every ' +
        'user.',
    );
  }
}
