import type { IssuedCredentials } from '../caller-credentials.js';
import type { CallerIdentity } from '../caller-identity.js';
import { loginsOf } from '../cognito-logins.js';
import type { FurtherLogins } from '../further-logins.js';
import type { IdentityIds } from '../identity-ids.js';
import { IdentityPoolClient } from '../identity-pool-client.js';
import type { IdentityPoolSettings } from '../identity-pool-options.js';
import { chosenRoleOfToken } from './configured-roles.js';
import type { CredentialsRequest, CredentialsStrategy } from './credentials-strategy.js';
import type { EnhancedSettings } from './enhanced-options.js';
import { assertGuestAllowed } from './guests.js';
import { poolIdentities } from './pool-identities.js';
import { refuseSessionPolicy } from './session-policy.js';
import type { StrategyDependencies } from './strategy-dependencies.js';
import { variantOf } from './variant.js';
import { withIdentityId } from './with-identity-id.js';

/** The enhanced flow: GetId and GetCredentialsForIdentity. The Identity Pool chooses the role. */
export class EnhancedStrategy implements CredentialsStrategy {
  readonly name = 'enhanced';
  readonly proof = 'idToken';
  readonly scopesDown = false;
  readonly hasSessionPolicy = false;
  readonly hasIdentityIds = true;
  readonly region: string;
  readonly namespace: string;
  readonly roles: ReadonlySet<string>;
  readonly allowsGuests: boolean;
  readonly decidingClaims: readonly string[];
  readonly furtherLogins: FurtherLogins | undefined;
  readonly #settings: EnhancedSettings;
  readonly #client: IdentityPoolClient;
  readonly #ids: IdentityIds;

  constructor(pool: IdentityPoolSettings, settings: EnhancedSettings, dependencies: StrategyDependencies) {
    this.region = pool.region;
    this.namespace = `enhanced ${pool.identityPoolId}`;
    this.roles = new Set(settings.roles.keys());
    this.allowsGuests = pool.guests;
    this.decidingClaims = pool.decidingClaims;
    this.furtherLogins = pool.logins;
    this.#settings = settings;
    this.#client = new IdentityPoolClient(pool, dependencies.limits);
    this.#ids = poolIdentities(this.#client, dependencies);
  }

  async open(): Promise<void> {
    // Everything it needs is loaded already.
  }

  variantOf(identity: CallerIdentity): string {
    assertGuestAllowed(identity, this);
    refuseSessionPolicy(identity, this.name);
    return variantOf(identity, { role: chosenRoleOfToken(identity, this.#settings) });
  }

  issue(request: CredentialsRequest): Promise<IssuedCredentials> {
    const { identity, priority } = request;
    const role = chosenRoleOfToken(identity, this.#settings);
    return withIdentityId(this.#ids, request, (identityId) =>
      this.#client.getCredentials({ identityId, logins: loginsOf(identity) }, priority, role),
    );
  }

  async identityId({ identity, owner, priority }: CredentialsRequest): Promise<string> {
    return (await this.#ids.get(identity, owner, priority)).identityId;
  }

  close(): void {
    this.#client.destroy();
  }
}
