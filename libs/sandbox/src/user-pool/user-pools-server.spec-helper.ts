import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { ServiceError } from '../http/service-error.js';
import type { UserPoolOptions } from '../user-pool-options.js';
import { answerTokenRequest } from './oauth2/token-endpoint.js';
import { UserPools } from './user-pool-service.js';

/** The user pool service behind a real HTTP server, with a clock that the test moves. */
export interface UserPoolsServer {
  readonly baseUrl: string;
  readonly userPools: UserPools;
  /** Milliseconds since the epoch. */
  now: number;
  close(): Promise<void>;
}

export const REGION = 'eu-west-1';

export async function startUserPools(pools: readonly UserPoolOptions[]): Promise<UserPoolsServer> {
  let handle: (request: IncomingMessage, response: ServerResponse) => Promise<void> = () => Promise.resolve();
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const time = { now: Date.now() };
  const userPools = await UserPools.create({
    region: REGION,
    accountId: '123456789012',
    clock: () => time.now,
    baseUrl,
    pools,
  });
  handle = (request, response) => answer(userPools, request, response);
  return Object.assign(time, {
    baseUrl,
    userPools,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

async function answer(
  userPools: UserPools,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const headers = request.headers as Record<string, string | undefined>;
  const body = await text(request);
  const [, poolId, ...path] = (request.url ?? '').split('/');
  try {
    if (request.url === '/oauth2/token') {
      const token = await answerTokenRequest(userPools, { headers, body });
      response.writeHead(token.status, token.headers).end(JSON.stringify(token.body));
    } else if (path.join('/') === '.well-known/jwks.json') {
      send(response, 200, userPools.byId(poolId ?? '')?.jwks() ?? {});
    } else {
      const operation = (headers['x-amz-target'] ?? '').slice(`${userPools.targetPrefix}.`.length);
      const input = JSON.parse(body) as Record<string, unknown>;
      send(response, 200, await userPools.call({ operation, input, headers }));
    }
  } catch (error) {
    if (error instanceof ServiceError)
      send(response, error.status, { __type: error.type, message: error.message });
    else send(response, 500, { __type: 'InternalFailure', message: String(error) });
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
