import type { JsonCall, JsonService } from '../http/json-service.js';
import { ServiceError } from '../http/service-error.js';
import type { Clock } from '../clock.js';
import type { UserPoolOptions } from '../user-pool-options.js';
import { createUserPool, type UserPoolSurroundings } from './create-user-pool.js';
import { OperationInput } from './operation-input.js';
import { operations } from './operations/operation-table.js';
import { checkUserPoolOptions } from './pool-options-check.js';
import { PoolRegistry, type ClientOfPool } from './pool-registry.js';
import type { UserPool } from './user-pool.js';

/** What the user pools of a sandbox are made of. */
export interface UserPoolsOptions extends UserPoolSurroundings {
  readonly pools: readonly UserPoolOptions[];
}

/** `AWS4-HMAC-SHA256 Credential=..., SignedHeaders=..., Signature=...` */
const SIGNED = /^AWS4-HMAC-SHA256\s+Credential=[^\s,]+,\s*SignedHeaders=[^\s,]+,\s*Signature=[0-9a-f]{64}$/;

/**
 * The Cognito user pool service. It has no developer accounts: administrative operations must be signed, as in AWS,
 * but the signature is not checked and no IAM policy is evaluated for them.
 */
export class UserPools implements JsonService {
  readonly targetPrefix = 'AWSCognitoIdentityProviderService';

  private constructor(
    readonly registry: PoolRegistry,
    readonly clock: Clock,
  ) {}

  /** Checks the options, makes the keys and the seed users. Throws a `TypeError` that names the wrong option. */
  static async create(options: UserPoolsOptions): Promise<UserPools> {
    checkUserPoolOptions(options.pools, options.region);
    const pools = await Promise.all(options.pools.map((pool) => createUserPool(pool, options)));
    return new UserPools(new PoolRegistry(pools), options.clock);
  }

  has(operation: string): boolean {
    return operations.has(operation);
  }

  async call({ operation: name, input, headers }: JsonCall): Promise<object> {
    const operation = operations.get(name);
    if (operation === undefined) {
      throw new ServiceError('UnknownOperationException', `The sandbox does not have the operation ${name}.`);
    }
    if (operation.signed && !SIGNED.test(headers.authorization ?? '')) {
      throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token');
    }
    return operation.run(new OperationInput(input), { pools: this.registry, clock: this.clock });
  }

  /** The pools in the order of the options. */
  list(): readonly UserPool[] {
    return this.registry.list();
  }

  byId(userPoolId: string): UserPool | undefined {
    return this.registry.byId(userPoolId);
  }

  byIssuer(issuer: string): UserPool | undefined {
    return this.registry.byIssuer(issuer);
  }

  byClientId(clientId: string): ClientOfPool | undefined {
    return this.registry.byClientId(clientId);
  }
}
