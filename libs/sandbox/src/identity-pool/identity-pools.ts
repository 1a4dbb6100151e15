import type { JSONWebKeySet } from 'jose';
import type { Clock } from '../clock.js';
import type { JsonCall, JsonService } from '../http/json-service.js';
import { ServiceError } from '../http/service-error.js';
import { optionError } from '../option-error.js';
import type { IdentityPoolOptions } from '../options.js';
import type { SignedBy } from '../sts/signed-by.js';
import type { WebIdentityProvider } from '../sts/web-identity.js';
import { createIdentityPool, resolveIdentityPool } from './create-identity-pool.js';
import {
  type IdentityPoolsState,
  keptIdentities,
  renamedProviders,
  restoreIdentities,
} from './identity-pools-state.js';
import { Identities } from './identities.js';
import type { AccountLoginProviders } from './external-logins/account-login-providers.js';
import type { IdentityPool, LoginIssuer } from './identity-pool.js';
import { OpenIdTokens } from './open-id-tokens.js';
import { requireDeveloper } from './developer-access.js';
import type { OperationContext, RoleSessions } from './operation.js';
import { IDENTITY_POOL_OPERATIONS } from './operation-table.js';

/** What the identity pools need of the account: roles, and who has which key. */
export interface AccountSessions extends RoleSessions {
  find(accessKeyId: string): SignedBy | undefined;
}

/** What identity pools are made of. */
export interface IdentityPoolsOptions {
  readonly region: string;
  readonly accountId: string;
  readonly clock: Clock;
  readonly identityPools: readonly IdentityPoolOptions[];
  readonly userPools: readonly LoginIssuer[];
  readonly roleArns: ReadonlySet<string>;
  readonly loginProviders: AccountLoginProviders;
  readonly sessions: AccountSessions;
}

/** The identity pools of a sandbox, behind the API that `@aws-sdk/client-cognito-identity` speaks. */
export class IdentityPools implements JsonService {
  readonly targetPrefix = 'AWSCognitoIdentityService';

  readonly #context: OperationContext;
  readonly #sessions: AccountSessions;
  readonly #configured: readonly string[];

  constructor(options: IdentityPoolsOptions) {
    const { region, accountId, clock, sessions } = options;
    this.#sessions = sessions;
    this.#context = {
      pools: createPools(options),
      identities: new Identities(clock, region),
      openIdTokens: new OpenIdTokens(clock, region, accountId),
      sessions,
      references: options,
      region,
      accountId,
      clock,
    };
    this.#configured = [...this.#context.pools.keys()];
  }

  list(): readonly IdentityPool[] {
    return [...this.#context.pools.values()];
  }

  /** The keys that the OpenID tokens of the basic (classic) flow are verified with. */
  async jwks(): Promise<JSONWebKeySet> {
    return await this.#context.openIdTokens.jwks();
  }

  /** What there is to keep. */
  async state(): Promise<IdentityPoolsState> {
    const { pools, identities, openIdTokens } = this.#context;
    const made = [...pools.values()].filter(
      ({ identityPoolId }) => !this.#configured.includes(identityPoolId),
    );
    return {
      configured: this.#configured,
      made: made.map(({ settings }) => settings),
      identities: keptIdentities(identities),
      tokenKey: await openIdTokens.kept(),
    };
  }

  /**
   * Brings back what was kept. Of the pools only those that the API made: the others are as they are configured.
   *
   * @param renamed - What a provider is called now.
   */
  restore(kept: IdentityPoolsState, renamed: (providerName: string) => string): void {
    const { pools, identities, openIdTokens } = this.#context;
    for (const settings of kept.made) {
      const names = { ...settings, ...renamedProviders(settings, renamed) };
      const pool = resolveIdentityPool(names, 'dataFolder', this.#context.references);
      if (!pools.has(pool.identityPoolId)) pools.set(pool.identityPoolId, pool);
    }
    restoreIdentities(identities, kept.identities, pools, renamed);
    if (kept.tokenKey !== undefined) openIdTokens.restore(kept.tokenKey);
  }

  /** As STS knows the issuer of those tokens. */
  webIdentityProvider(): WebIdentityProvider {
    return this.#context.openIdTokens.webIdentityProvider();
  }

  has(operation: string): boolean {
    return IDENTITY_POOL_OPERATIONS.has(operation);
  }

  async call(call: JsonCall): Promise<object> {
    const entry = IDENTITY_POOL_OPERATIONS.get(call.operation);
    if (entry === undefined) {
      throw new ServiceError(
        'UnknownOperationException',
        `Identity pools do not have the operation ${call.operation}.`,
      );
    }
    const { run, signedFor } = entry;
    const mayDo =
      signedFor === undefined
        ? nothing
        : requireDeveloper(call, signedFor, this.#context, (id) => this.#sessions.find(id));
    return await run(call, this.#context, mayDo);
  }
}

const nothing = (): boolean => false;

function createPools(options: IdentityPoolsOptions): Map<string, IdentityPool> {
  const pools = new Map<string, IdentityPool>();
  options.identityPools.forEach((poolOptions, index) => {
    const path = `identityPools[${index}]`;
    const pool = createIdentityPool(poolOptions, path, options);
    if (pools.has(pool.identityPoolId)) {
      throw optionError(
        `${path}.identityPoolId`,
        pool.identityPoolId,
        'Give every identity pool its own ID.',
      );
    }
    pools.set(pool.identityPoolId, pool);
  });
  return pools;
}
