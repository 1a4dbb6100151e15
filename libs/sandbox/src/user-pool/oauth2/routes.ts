import { singleHeaders } from '../../http/json-dispatcher.js';
import { readBody } from '../../http/read-body.js';
import type { Exchange, Route } from '../../http/router.js';
import type { UserPools } from '../user-pool-service.js';
import type { EndpointAnswer } from './endpoint.js';
import { answerRevocationRequest } from './revocation-endpoint.js';
import { answerTokenRequest } from './token-endpoint.js';
import { answerUserInfoRequest } from './user-info-endpoint.js';

const MAXIMUM_FORM_BYTES = 64 * 1024;

/** What clients call themselves, without a browser. */
export const oauth2Routes = (pools: UserPools): readonly Route[] => [
  {
    method: 'POST',
    path: '/oauth2/token',
    handle: async (exchange) => send(exchange, await answerTokenRequest(pools, await read(exchange))),
  },
  {
    method: 'POST',
    path: '/oauth2/revoke',
    handle: async (exchange) => send(exchange, await answerRevocationRequest(pools, await read(exchange))),
  },
  ...(['GET', 'POST'] as const).map((method): Route => ({
    method,
    path: '/oauth2/userInfo',
    handle: async (exchange) =>
      send(exchange, await answerUserInfoRequest(pools, exchange.request.headers.authorization)),
  })),
];

const read = async ({ request }: Exchange) => ({
  headers: singleHeaders(request),
  body: await readBody(request, MAXIMUM_FORM_BYTES),
});

function send({ response }: Exchange, { status, headers, body }: EndpointAnswer): void {
  response.writeHead(status, headers).end(body === undefined ? undefined : JSON.stringify(body));
}
