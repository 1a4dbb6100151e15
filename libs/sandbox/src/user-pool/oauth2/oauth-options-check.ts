import { isLoopbackHost } from '../../http/loopback-host.js';
import { assertArray, assertMatch, assertObject, assertOneOf, assertUnique } from '../../option-check.js';
import { oneOf, optionError } from '../../option-error.js';
import type { AppClientOptions, ResourceServerOptions, UserPoolOptions } from '../../user-pool-options.js';
import { OAUTH_FLOWS } from '../app-client.js';
import { isCustomScope, SYSTEM_SCOPES } from './scopes.js';

/** The options of a client that concern managed login. */
export const OAUTH_CLIENT_KEYS = [
  'callbackUrls',
  'logoutUrls',
  'allowedOAuthFlows',
  'allowedOAuthScopes',
  'supportedIdentityProviders',
] as const satisfies readonly (keyof AppClientOptions)[];

/** What the characters of a scope may be (RFC 6749, section 3.3), but for the slash between its two halves. */
const SCOPE_PART = '[\\x21\\x23-\\x2E\\x30-\\x5B\\x5D-\\x7E]+';
const IDENTIFIER = /^[\x21\x23-\x5B\x5D-\x7E]{1,256}$/;

const URL_EXPECTED =
  'an https:// address, an http:// address of this machine, or one of an app such as "myapp://callback", without a #';

/** Schemes that run or read something where they are opened. */
const DANGEROUS_SCHEMES = ['javascript:', 'vbscript:', 'data:', 'file:', 'blob:', 'about:'];

/** Throws a `TypeError` that names the option. */
export function checkOAuthOptions(path: string, client: AppClientOptions): void {
  for (const key of ['callbackUrls', 'logoutUrls'] as const) {
    eachOnce(`${path}.${key}`, client[key], (at, url) => {
      if (!isRedirectable(url)) throw optionError(at, url, `Write ${URL_EXPECTED}.`);
    });
  }
  eachOnce(`${path}.allowedOAuthFlows`, client.allowedOAuthFlows, (at, flow) =>
    assertOneOf(at, flow, OAUTH_FLOWS),
  );
  eachOnce(`${path}.allowedOAuthScopes`, client.allowedOAuthScopes, (at, scope) => {
    if (isCustomScope(scope)) checkCustomScope(at, scope);
  });
  eachOnce(`${path}.supportedIdentityProviders`, client.supportedIdentityProviders, (at, name) =>
    assertMatch(at, name, /^[^]{1,32}$/, '"COGNITO" or the name of an identity provider of the user pool'),
  );
  const flows = client.allowedOAuthFlows ?? [];
  if (flows.includes('code') && (client.callbackUrls ?? []).length === 0) {
    throw optionError(`${path}.callbackUrls`, client.callbackUrls, 'The code flow needs at least one.');
  }
  if (flows.includes('client_credentials') && client.clientSecret === undefined) {
    throw optionError(`${path}.clientSecret`, undefined, 'Client credentials need a secret: write true.');
  }
}

/** Checks the resource servers of a pool, and that its clients ask for none of their scopes that is not there. */
export function checkResourceServers(path: string, pool: UserPoolOptions): void {
  if (pool.resourceServers === undefined) return;
  const known = definedScopes(`${path}.resourceServers`, pool.resourceServers);
  pool.clients.forEach((client, index) => {
    for (const key of ['allowedOAuthScopes', 'clientCredentialsScopes'] as const) {
      client[key]?.forEach((scope, at) => {
        if (known.includes(scope) || SYSTEM_SCOPES.includes(scope)) return;
        const place = `${path}.clients[${index}].${key}[${at}]`;
        throw optionError(place, scope, `Write a scope of "resourceServers": ${oneOf(known)}.`);
      });
    }
  });
}

/** Checks that every provider of a client is there. */
export function checkSupportedProviders(path: string, pool: UserPoolOptions): void {
  const known = ['COGNITO', ...(pool.identityProviders ?? []).map(({ providerName }) => providerName)];
  pool.clients.forEach((client, index) =>
    client.supportedIdentityProviders?.forEach((name, at) =>
      assertOneOf(`${path}.clients[${index}].supportedIdentityProviders[${at}]`, name, known),
    ),
  );
}

function definedScopes(path: string, servers: readonly ResourceServerOptions[]): readonly string[] {
  assertArray(path, servers);
  const identifiers = new Set<string>();
  return servers.flatMap((server, index) => {
    const at = `${path}[${index}]`;
    assertObject(at, server, ['identifier', 'name', 'scopes']);
    assertMatch(`${at}.identifier`, server.identifier, IDENTIFIER, '1 to 256 characters without spaces');
    assertUnique(`${at}.identifier`, server.identifier, identifiers);
    if (server.name !== undefined) assertMatch(`${at}.name`, server.name, /^[^]{1,256}$/, 'a name');
    const names = new Set<string>();
    assertArray(`${at}.scopes`, server.scopes);
    return server.scopes.map((scope, place) => {
      const of = `${at}.scopes[${place}]`;
      assertObject(of, scope, ['name', 'description']);
      assertMatch(
        `${of}.name`,
        scope.name,
        new RegExp(`^${SCOPE_PART}$`),
        'a name without spaces or slashes, such as "read"',
      );
      assertUnique(`${of}.name`, scope.name, names);
      if (scope.description !== undefined) {
        assertMatch(`${of}.description`, scope.description, /^[^]{1,256}$/, '1 to 256 characters');
      }
      return `${server.identifier}/${scope.name}`;
    });
  });
}

const checkCustomScope = (path: string, scope: unknown): void =>
  assertMatch(
    path,
    scope,
    new RegExp(`^[\\x21\\x23-\\x5B\\x5D-\\x7E]+/${SCOPE_PART}$`),
    `${oneOf(SYSTEM_SCOPES)}, or RESOURCE_SERVER/SCOPE such as "reports/read"`,
  );

function eachOnce(
  path: string,
  values: readonly string[] | undefined,
  check: (path: string, value: string) => void,
): void {
  if (values === undefined) return;
  assertArray(path, values);
  const seen = new Set<string>();
  values.forEach((value, index) => {
    assertMatch(`${path}[${index}]`, value, /^[^]{1,1024}$/, '1 to 1024 characters');
    check(`${path}[${index}]`, value);
    assertUnique(`${path}[${index}]`, value, seen);
  });
}

/** As Cognito wants its callback URLs: plain HTTP leads to this machine only. */
function isRedirectable(text: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:\/\/[\x21-\x7E]+$/.test(text) || text.includes('#') || !URL.canParse(text)) {
    return false;
  }
  const { protocol, host } = new URL(text);
  return protocol === 'http:' ? isLoopbackHost(host) : !DANGEROUS_SCHEMES.includes(protocol);
}
