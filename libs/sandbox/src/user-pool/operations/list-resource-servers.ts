import type { ResourceServerOptions } from '../../user-pool-options.js';
import { pageOf } from '../page.js';
import { refusals } from '../refusals.js';
import type { UserPool } from '../user-pool.js';
import type { RunOperation } from './operation.js';
import { poolOf } from './request-subjects.js';

/** `DescribeResourceServer` */
export const describeResourceServer: RunOperation = async (input, { pools }) => {
  const pool = poolOf(input, pools);
  const identifier = input.string('Identifier', { min: 1, max: 256 });
  const server = pool.resourceServers.find((one) => one.identifier === identifier);
  if (server === undefined) {
    throw refusals.resourceNotFound(`Resource server ${identifier} does not exist.`);
  }
  return { ResourceServer: wireResourceServer(pool, server) };
};

/** `ListResourceServers` */
export const listResourceServers: RunOperation = async (input, { pools }) => {
  const pool = poolOf(input, pools);
  const { page, next } = pageOf(input, pool.resourceServers, { limit: 'MaxResults', token: 'NextToken' });
  return { ResourceServers: page.map((server) => wireResourceServer(pool, server)), ...next };
};

const wireResourceServer = (pool: UserPool, { identifier, name, scopes }: ResourceServerOptions): object => ({
  UserPoolId: pool.userPoolId,
  Identifier: identifier,
  Name: name ?? identifier,
  Scopes: scopes.map((scope) => ({
    ScopeName: scope.name,
    ScopeDescription: scope.description ?? scope.name,
  })),
});
