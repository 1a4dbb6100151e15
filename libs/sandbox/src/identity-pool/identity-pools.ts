import type { JSONWebKeySet } from 'jose';
import type { Clock } from '../clock.js';
import type { JsonCall, JsonService } from '../http/json-service.js';
import { ServiceError } from '../http/service-error.js';
import { optionError } from '../option-error.js';
import type { IdentityPoolOptions } from '../options.js';
import { createIdentityPool } from './create-identity-pool.js';
import { Identities } from './identities.js';
import type { IdentityPool, LoginIssuer } from './identity-pool.js';
import { OpenIdTokens } from './open-id-tokens.js';
import { describeIdentity } from './operations/describe-identity.js';
import { getCredentialsForIdentity } from './operations/get-credentials-for-identity.js';
import { getId } from './operations/get-id.js';
import { getOpenIdToken } from './operations/get-open-id-token.js';
import type { Operation, OperationContext, RoleSessions } from './operation.js';

const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ['GetId', getId],
  ['GetCredentialsForIdentity', getCredentialsForIdentity],
  ['GetOpenIdToken', getOpenIdToken],
  ['DescribeIdentity', describeIdentity],
]);

/** What identity pools are made of. */
export interface IdentityPoolsOptions {
  readonly region: string;
  readonly accountId: string;
  readonly clock: Clock;
  readonly identityPools: readonly IdentityPoolOptions[];
  readonly userPools: readonly LoginIssuer[];
  readonly roleArns: ReadonlySet<string>;
  readonly sessions: RoleSessions;
}

/** The identity pools of a sandbox, behind the API that `@aws-sdk/client-cognito-identity` speaks. */
export class IdentityPools implements JsonService {
  readonly targetPrefix = 'AWSCognitoIdentityService';

  readonly #context: OperationContext;

  constructor(options: IdentityPoolsOptions) {
    const { region, accountId, clock, sessions, roleArns } = options;
    this.#context = {
      pools: createPools(options),
      identities: new Identities(clock, region),
      openIdTokens: new OpenIdTokens(clock, region, accountId),
      sessions,
      roleArns,
      clock,
    };
  }

  list(): readonly IdentityPool[] {
    return [...this.#context.pools.values()];
  }

  /** The keys that the OpenID tokens of the basic (classic) flow are verified with. */
  async jwks(): Promise<JSONWebKeySet> {
    return await this.#context.openIdTokens.jwks();
  }

  has(operation: string): boolean {
    return OPERATIONS.has(operation);
  }

  async call(call: JsonCall): Promise<object> {
    const operation = OPERATIONS.get(call.operation);
    if (operation === undefined) {
      const known = [...OPERATIONS.keys()].join(', ');
      throw new ServiceError(
        'UnknownOperationException',
        `The sandbox's identity pools do not have the operation ${call.operation}. They have: ${known}.`,
      );
    }
    return await operation(call, this.#context);
  }
}

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
