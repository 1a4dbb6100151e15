import { createHash, randomBytes } from 'node:crypto';

import type { SandboxOptions } from '../../options.js';
import type { Sandbox } from '../../sandbox.js';
import { Browser } from './browser.spec-helper.js';

export const POOL = 'eu-west-1_AbCdEf123';
export const CALLBACK = 'http://localhost:3000/auth/callback';
export const PASSWORD = 'Passw0rd!';

export const OPTIONS: SandboxOptions = {
  userPools: [
    {
      userPoolId: POOL,
      clients: [
        {
          name: 'web',
          clientId: 'web',
          clientSecret: 'websecret',
          callbackUrls: [CALLBACK, 'http://localhost:3000/other'],
          logoutUrls: ['http://localhost:3000/'],
        },
        {
          name: 'public',
          clientId: 'public',
          callbackUrls: ['myapp://callback?from=login', CALLBACK],
          allowedOAuthScopes: ['openid', 'email', 'reports/read'],
        },
        {
          name: 'no flows',
          clientId: 'noflows',
          callbackUrls: [CALLBACK],
          allowedOAuthFlows: [],
          explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
        },
        {
          name: 'rotating',
          clientId: 'rotating',
          callbackUrls: [CALLBACK],
          refreshTokenRotation: { retryGracePeriodSeconds: 0 },
        },
      ],
      resourceServers: [{ identifier: 'reports', scopes: [{ name: 'read' }] }],
      groups: [{ groupName: 'editors' }],
      users: [
        {
          username: 'alice',
          password: PASSWORD,
          groups: ['editors'],
          attributes: { email: 'alice@example.com', name: 'Alice', phone_number: '+4912345678' },
        },
        ...['bob', 'carol'].map((username) => ({
          username,
          password: PASSWORD,
          attributes: { email: `${username}@example.com`, email_verified: 'true' },
        })),
      ],
    },
    {
      userPoolId: 'eu-west-1_OtherPool',
      clients: [{ name: 'other', clientId: 'other', callbackUrls: [CALLBACK] }],
      users: [{ username: 'alice', password: PASSWORD }],
    },
  ],
};

type Parameters = Readonly<Record<string, string | undefined>>;

/** The parameters of an authorization request, of the confidential client unless they say otherwise. */
export function authorization(parameters: Parameters = {}): URLSearchParams {
  const all: Parameters = { response_type: 'code', client_id: 'web', redirect_uri: CALLBACK, ...parameters };
  const given = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return new URLSearchParams(given);
}

export const authorizeAddress = (parameters: Parameters = {}): string =>
  `/oauth2/authorize?${authorization(parameters).toString()}`;

/** Signs a user in on the pages, and gives the address that the browser is sent to at the end. */
export async function signInOnPages(
  sandbox: Sandbox,
  parameters: Parameters = {},
  { browser = new Browser(sandbox.url), username = 'alice' }: { browser?: Browser; username?: string } = {},
): Promise<URL> {
  const page = await browser.open(authorizeAddress(parameters));
  const { url } = await browser.submit(page, '/login', { username, password: PASSWORD });
  return new URL(url);
}

export const codeOf = (callback: URL): string => callback.searchParams.get('code') ?? '';

/** A verifier and its challenge. */
export function pkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

export interface TokenAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, string>>;
}

/** Calls an endpoint with a form; the confidential client authenticates with Basic. */
export async function post(
  sandbox: Sandbox,
  path: string,
  form: Readonly<Record<string, string>>,
): Promise<TokenAnswer> {
  const basic = `Basic ${Buffer.from('web:websecret').toString('base64')}`;
  const response = await fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    headers: 'client_id' in form ? {} : { authorization: basic },
    body: new URLSearchParams(form),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as TokenAnswer['body'] };
}

export const redeem = (
  sandbox: Sandbox,
  code: string,
  more: Readonly<Record<string, string>> = {},
): Promise<TokenAnswer> =>
  post(sandbox, '/oauth2/token', {
    ...{ grant_type: 'authorization_code', code, redirect_uri: CALLBACK, ...more },
  });
