import type { IssuedCredentials } from '../caller-credentials.js';
import type { CallerIdentity } from '../caller-identity.js';
import type { CredentialsRequest, CredentialsStrategy } from './credentials-strategy.js';
import { noIdentityPool } from './no-identity-pool.js';
import { requireUser, sessionOf } from './session-request.js';
import { sessionTagsOf } from './session-tags.js';
import type { StrategyDependencies } from './strategy-dependencies.js';
import { StsClient, type TaggedSessionInput } from './sts-client.js';
import type { TokenVendingSettings } from './token-vending-options.js';
import { sessionVariantOf } from './variant.js';

/** AssumeRole by the host, with tags and a session policy that say who the user is. */
export class TokenVendingStrategy implements CredentialsStrategy {
  readonly name = 'tokenVending';
  readonly scopesDown = true;
  readonly allowsGuests = false;
  readonly furtherLogins = undefined;
  readonly hasIdentityIds = false;
  readonly proof: 'idToken' | 'bearerToken';
  readonly region: string;
  readonly namespace: string;
  readonly roles: ReadonlySet<string>;
  readonly decidingClaims: readonly string[];
  readonly hasSessionPolicy: boolean;
  readonly #settings: TokenVendingSettings['strategy'];
  readonly #sts: StsClient;

  constructor(settings: TokenVendingSettings, { limits }: StrategyDependencies) {
    const { region, strategy, timeoutMilliseconds } = settings;
    const { hostCredentials, stsEndpoint: endpoint } = strategy;
    this.proof = strategy.claimsOf;
    this.region = region;
    this.namespace = `tokenVending ${region} ${strategy.roleArn}`;
    this.roles = new Set(strategy.roles.keys());
    this.decidingClaims = settings.decidingClaims;
    this.hasSessionPolicy = strategy.sessionPolicyOf !== undefined;
    this.#settings = strategy;
    this.#sts = new StsClient({ region, endpoint, timeoutMilliseconds, hostCredentials }, limits);
  }

  open(): Promise<void> {
    return this.#sts.open();
  }

  variantOf(identity: CallerIdentity): string {
    const session = this.#sessionOf(identity);
    return sessionVariantOf(identity, session, session.tags);
  }

  async issue({ identity, priority }: CredentialsRequest): Promise<IssuedCredentials> {
    return { identityId: undefined, ...(await this.#sts.assumeRole(this.#sessionOf(identity), priority)) };
  }

  identityId(): Promise<string> {
    return noIdentityPool(this.name);
  }

  close(): void {
    this.#sts.destroy();
  }

  #sessionOf(identity: CallerIdentity): TaggedSessionInput {
    const user = requireUser(identity);
    const { tags, externalId } = this.#settings;
    return {
      ...sessionOf(user, this.#settings, 'ofRoute'),
      tags: sessionTagsOf(user.principal, tags),
      externalId,
    };
  }
}
