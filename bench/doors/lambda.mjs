import { createCastellan, groups } from 'castellan/lambda';
import { userPools } from './servers.mjs';

const eventOf = (token) => ({
  version: '2.0',
  routeKey: 'GET /articles',
  rawPath: '/articles',
  rawQueryString: '',
  headers: { host: 'api.example', authorization: `Bearer ${token}` },
  requestContext: {
    accountId: '123456789012',
    apiId: 'abcdef123',
    domainName: 'api.example',
    http: { method: 'GET', path: '/articles', protocol: 'HTTP/1.1', sourceIp: '198.51.100.7' },
    requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
    stage: '$default',
  },
  isBase64Encoded: false,
});

/** A function is called without a server, so its cost is that of this process. */
export async function lambdaCall(guarded, jwks) {
  const handle = async () => ({ statusCode: 200, body: '{"title":"Welcome"}' });
  if (!guarded) return (token) => handle(eventOf(token), {});
  const castellan = createCastellan({ userPools: userPools(jwks) });
  await castellan.ready();
  const handler = castellan.handler({ require: groups('editors') }, handle);
  return async (token) => {
    const { statusCode } = await handler(eventOf(token), {});
    if (statusCode !== 200) throw new Error(`the handler answered ${statusCode}`);
  };
}
