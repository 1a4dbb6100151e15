import type { IssuedCredentials } from '../caller-credentials.js';
import type { CallerIdentity } from '../caller-identity.js';
import type { CredentialsRequest, CredentialsStrategy } from './credentials-strategy.js';
import { noIdentityPool } from './no-identity-pool.js';
import { requireUser, sessionOf } from './session-request.js';
import type { StrategyDependencies } from './strategy-dependencies.js';
import { StsClient } from './sts-client.js';
import { sessionVariantOf } from './variant.js';
import type { WebIdentitySettings } from './web-identity-options.js';

/** AssumeRoleWithWebIdentity with the user's ID token. */
export class WebIdentityStrategy implements CredentialsStrategy {
  readonly name = 'webIdentity';
  readonly proof = 'idToken';
  readonly scopesDown = true;
  readonly allowsGuests = false;
  readonly furtherLogins = undefined;
  readonly hasIdentityIds = false;
  readonly region: string;
  readonly namespace: string;
  readonly roles: ReadonlySet<string>;
  readonly decidingClaims: readonly string[];
  readonly hasSessionPolicy: boolean;
  readonly #settings: WebIdentitySettings['strategy'];
  readonly #sts: StsClient;

  constructor(settings: WebIdentitySettings, { limits }: StrategyDependencies) {
    const { region, strategy, timeoutMilliseconds } = settings;
    this.region = region;
    this.namespace = `webIdentity ${region} ${strategy.roleArn}`;
    this.roles = new Set(strategy.roles.keys());
    this.decidingClaims = settings.decidingClaims;
    this.hasSessionPolicy = strategy.sessionPolicyOf !== undefined;
    this.#settings = strategy;
    this.#sts = new StsClient({ region, endpoint: strategy.stsEndpoint, timeoutMilliseconds }, limits);
  }

  open(): Promise<void> {
    return this.#sts.open();
  }

  variantOf(identity: CallerIdentity): string {
    return sessionVariantOf(identity, sessionOf(requireUser(identity), this.#settings, 'ofToken'));
  }

  async issue({ identity, priority }: CredentialsRequest): Promise<IssuedCredentials> {
    const user = requireUser(identity);
    const session = sessionOf(user, this.#settings, 'ofToken');
    const issued = await this.#sts.assumeRoleWithWebIdentity(session, user.revealIdToken(), priority);
    return { identityId: undefined, ...issued };
  }

  identityId(): Promise<string> {
    return noIdentityPool(this.name);
  }

  close(): void {
    this.#sts.destroy();
  }
}
