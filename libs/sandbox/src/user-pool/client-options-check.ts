import type { AppClientOptions } from '../user-pool-options.js';
import { assertArray, assertInteger, assertMatch, assertObject, assertOneOf } from '../option-check.js';
import { optionError } from '../option-error.js';
import { AUTH_FLOW_PERMISSIONS } from './app-client.js';
import { checkOAuthOptions, OAUTH_CLIENT_KEYS } from './oauth2/oauth-options-check.js';
import { checkClientAuthentication } from './authentication-options-check.js';

const KEYS = [
  'name',
  'clientId',
  'clientSecret',
  'explicitAuthFlows',
  'preventUserExistenceErrors',
  'authSessionMinutes',
  'refreshTokenRotation',
  'clientCredentialsScopes',
  ...OAUTH_CLIENT_KEYS,
  'accessTokenSeconds',
  'idTokenSeconds',
  'refreshTokenSeconds',
] as const satisfies readonly (keyof AppClientOptions)[];

const ONE_DAY = 24 * 3600;
const TEN_YEARS = 3650 * ONE_DAY;

/**
 * Throws a `TypeError` that names the option. Lifetimes have Cognito's upper limits; the lower limit is one second,
 * so that expiry can be watched.
 */
export function checkClientOptions(path: string, client: AppClientOptions): void {
  assertObject(path, client, KEYS);
  assertMatch(
    `${path}.name`,
    client.name,
    /^[\w\s+=,.@-]{1,128}$/,
    'a name of 1 to 128 letters, digits, spaces or +=,.@-_',
  );
  if (client.clientId !== undefined) {
    assertMatch(`${path}.clientId`, client.clientId, /^[\w+]{1,128}$/, '1 to 128 letters, digits, _ or +');
  }
  checkSecret(`${path}.clientSecret`, client.clientSecret);
  checkFlows(`${path}.explicitAuthFlows`, client.explicitAuthFlows);
  if (client.preventUserExistenceErrors !== undefined) {
    assertOneOf(`${path}.preventUserExistenceErrors`, client.preventUserExistenceErrors, [
      'ENABLED',
      'LEGACY',
    ]);
  }
  checkClientAuthentication(path, client);
  checkScopes(path, client);
  checkOAuthOptions(path, client);
  checkLifetime(`${path}.accessTokenSeconds`, client.accessTokenSeconds, ONE_DAY);
  checkLifetime(`${path}.idTokenSeconds`, client.idTokenSeconds, ONE_DAY);
  checkLifetime(`${path}.refreshTokenSeconds`, client.refreshTokenSeconds, TEN_YEARS);
}

function checkSecret(path: string, secret: unknown): void {
  if (secret === undefined || secret === true) return;
  assertMatch(path, secret, /^[\w+]{1,64}$/, 'true, or 1 to 64 letters, digits, _ or +');
}

function checkFlows(path: string, flows: AppClientOptions['explicitAuthFlows']): void {
  if (flows === undefined) return;
  assertArray(path, flows);
  flows.forEach((flow, index) => assertOneOf(`${path}[${index}]`, flow, AUTH_FLOW_PERMISSIONS));
}

function checkScopes(path: string, client: AppClientOptions): void {
  const scopes = client.clientCredentialsScopes;
  if (scopes === undefined) return;
  assertArray(`${path}.clientCredentialsScopes`, scopes);
  for (const [index, scope] of scopes.entries()) {
    assertMatch(
      `${path}.clientCredentialsScopes[${index}]`,
      scope,
      /^[\x21\x23-\x5B\x5D-\x7E]+\/[\x21\x23-\x5B\x5D-\x7E]+$/,
      'RESOURCE_SERVER/SCOPE such as "reports/read"',
    );
  }
  if (scopes.length > 0 && client.clientSecret === undefined) {
    throw optionError(`${path}.clientSecret`, undefined, 'Client credentials need a secret: write true.');
  }
}

function checkLifetime(path: string, seconds: number | undefined, maximum: number): void {
  if (seconds !== undefined) assertInteger(path, seconds, 1, maximum);
}
