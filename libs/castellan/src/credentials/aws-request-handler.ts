import { NodeHttpHandler } from '@smithy/node-http-handler';

/** Connections to AWS that are kept open and bounded. */
export function awsRequestHandler(timeoutMilliseconds: number): NodeHttpHandler {
  return new NodeHttpHandler({
    connectionTimeout: timeoutMilliseconds,
    requestTimeout: timeoutMilliseconds,
    throwOnRequestTimeout: true,
    httpAgent: { keepAlive: true, maxSockets: 200 },
    httpsAgent: { keepAlive: true, maxSockets: 200 },
  });
}
