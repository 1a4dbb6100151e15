import type { ServerResponse } from 'node:http';
import { readBody } from '../../http/read-body.js';
import type { Exchange, Route } from '../../http/router.js';
import { readCookies } from '../managed-login/cookies.js';
import { AuthorizationRefusal } from '../oauth2/authorization-refusal.js';
import type { UserPools } from '../user-pool-service.js';
import type { BrowserRedirect } from './leave-for-provider.js';
import { OAUTH_RETURN_PATH, SAML_RETURN_PATH } from './provider-sign-in.js';
import { type ProviderAnswer, returnFromProvider } from './return-from-provider.js';

/** An assertion with a picture in it is long. */
const MAXIMUM_FORM_BYTES = 512 * 1024;

/** Where browsers come back from identity providers. */
export const federationRoutes = (pools: UserPools): readonly Route[] => [
  {
    method: 'GET',
    path: OAUTH_RETURN_PATH,
    handle: (exchange) => comeBack(pools, exchange, { kind: 'oauth2', ...byLink(exchange) }),
  },
  {
    method: 'POST',
    path: OAUTH_RETURN_PATH,
    handle: async (exchange) => comeBack(pools, exchange, { kind: 'oauth2', ...(await byForm(exchange)) }),
  },
  {
    method: 'POST',
    path: SAML_RETURN_PATH,
    handle: async (exchange) => comeBack(pools, exchange, { kind: 'saml2', ...(await byForm(exchange)) }),
  },
];

type Sent = Pick<ProviderAnswer, 'byForm' | 'parameters'>;

const byLink = ({ request }: Exchange): Sent => ({
  byForm: false,
  parameters: new URL(request.url ?? '/', 'http://127.0.0.1').searchParams,
});

const byForm = async ({ request }: Exchange): Promise<Sent> => ({
  byForm: true,
  parameters: new URLSearchParams(await readBody(request, MAXIMUM_FORM_BYTES)),
});

async function comeBack(
  pools: UserPools,
  { request, response }: Exchange,
  answer: Omit<ProviderAnswer, 'cookies'>,
): Promise<void> {
  const cookies = readCookies(request.headers.cookie);
  try {
    redirect(response, await returnFromProvider(pools.list(), { ...answer, cookies }));
  } catch (error) {
    if (!(error instanceof AuthorizationRefusal)) throw error;
    redirect(response, { location: error.location, cookies: [] });
  }
}

function redirect(response: ServerResponse, { location, cookies }: BrowserRedirect): void {
  response
    .writeHead(303, {
      location,
      'cache-control': 'no-store',
      ...(cookies.length > 0 && { 'set-cookie': [...cookies] }),
    })
    .end();
}
