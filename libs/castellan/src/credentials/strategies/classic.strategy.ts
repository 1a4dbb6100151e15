import { loginsOf } from '../cognito-logins.js';
import type { CallerIdentity } from '../caller-identity.js';
import type { IssuedCredentials } from '../caller-credentials.js';
import type { FurtherLogins } from '../further-logins.js';
import type { IdentityIds } from '../identity-ids.js';
import { IdentityPoolClient } from '../identity-pool-client.js';
import type { IdentityPoolSettings } from '../identity-pool-options.js';
import type { ClassicSettings } from './classic-options.js';
import type { CredentialsRequest, CredentialsStrategy } from './credentials-strategy.js';
import { poolIdentities } from './pool-identities.js';
import { requireUser, sessionOf } from './session-request.js';
import type { StrategyDependencies } from './strategy-dependencies.js';
import { StsClient } from './sts-client.js';
import { sessionVariantOf } from './variant.js';
import { withIdentityId } from './with-identity-id.js';

/** The classic flow: GetId and GetOpenIdToken, then AssumeRoleWithWebIdentity. */
export class ClassicStrategy implements CredentialsStrategy {
  readonly name = 'classic';
  readonly proof = 'idToken';
  readonly scopesDown = true;
  readonly allowsGuests = false;
  readonly hasIdentityIds = true;
  readonly region: string;
  readonly namespace: string;
  readonly roles: ReadonlySet<string>;
  readonly decidingClaims: readonly string[];
  readonly furtherLogins: FurtherLogins | undefined;
  readonly hasSessionPolicy: boolean;
  readonly #settings: ClassicSettings;
  readonly #client: IdentityPoolClient;
  readonly #sts: StsClient;
  readonly #ids: IdentityIds;

  constructor(pool: IdentityPoolSettings, settings: ClassicSettings, dependencies: StrategyDependencies) {
    const { region, timeoutMilliseconds } = pool;
    this.region = region;
    this.namespace = `classic ${pool.identityPoolId}`;
    this.roles = new Set(settings.roles.keys());
    this.decidingClaims = pool.decidingClaims;
    this.furtherLogins = pool.logins;
    this.hasSessionPolicy = settings.sessionPolicyOf !== undefined;
    this.#settings = settings;
    this.#client = new IdentityPoolClient(pool, dependencies.limits);
    this.#sts = new StsClient(
      { region, endpoint: settings.stsEndpoint, timeoutMilliseconds },
      dependencies.limits,
    );
    this.#ids = poolIdentities(this.#client, dependencies);
  }

  open(): Promise<void> {
    return this.#sts.open();
  }

  variantOf(identity: CallerIdentity): string {
    return sessionVariantOf(identity, sessionOf(requireUser(identity), this.#settings, 'ofToken'));
  }

  async issue(request: CredentialsRequest): Promise<IssuedCredentials> {
    const identity = requireUser(request.identity);
    const session = sessionOf(identity, this.#settings, 'ofToken');
    const { priority } = request;
    const { identityId, token } = await withIdentityId(this.#ids, request, (id) =>
      this.#client.getOpenIdToken({ identityId: id, logins: loginsOf(identity) }, priority),
    );
    return { identityId, ...(await this.#sts.assumeRoleWithWebIdentity(session, token, priority)) };
  }

  async identityId({ identity, owner, priority }: CredentialsRequest): Promise<string> {
    return (await this.#ids.get(requireUser(identity), owner, priority)).identityId;
  }

  close(): void {
    this.#client.destroy();
    this.#sts.destroy();
  }
}
