import type { AppClient } from './app-client.js';
import type { UserPool } from './user-pool.js';

/** An app client and the pool it belongs to. */
export interface ClientOfPool {
  readonly pool: UserPool;
  readonly client: AppClient;
}

/** The user pools of one sandbox, found by whatever a request names them with. */
export class PoolRegistry {
  private readonly pools: ReadonlyMap<string, UserPool>;
  private readonly issuers: ReadonlyMap<string, UserPool>;
  private readonly clients: ReadonlyMap<string, ClientOfPool>;

  constructor(pools: readonly UserPool[]) {
    this.pools = new Map(pools.map((pool) => [pool.userPoolId, pool]));
    this.issuers = new Map(pools.map((pool) => [pool.issuer, pool]));
    this.clients = new Map(
      pools.flatMap((pool) => pool.clients.map((client) => [client.clientId, { pool, client }])),
    );
  }

  list(): readonly UserPool[] {
    return [...this.pools.values()];
  }

  byId(userPoolId: string): UserPool | undefined {
    return this.pools.get(userPoolId);
  }

  byIssuer(issuer: string): UserPool | undefined {
    return this.issuers.get(issuer);
  }

  byClientId(clientId: string): ClientOfPool | undefined {
    return this.clients.get(clientId);
  }
}
