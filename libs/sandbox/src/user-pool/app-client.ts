import { createHmac } from 'node:crypto';

import type { AppClientOptions } from '../user-pool-options.js';
import { isCustomScope, SYSTEM_SCOPES } from './oauth2/scopes.js';
import { randomClientId, randomClientSecret } from './random-id.js';
import { refusals } from './refusals.js';
import { sameSecret } from './secret-comparison.js';

export type AuthFlowPermission = NonNullable<AppClientOptions['explicitAuthFlows']>[number];

export const AUTH_FLOW_PERMISSIONS: readonly AuthFlowPermission[] = [
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_USER_AUTH',
  'ALLOW_CUSTOM_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
];

/** Refresh tokens that rotate are refreshed by `GetTokensFromRefreshToken` alone. */
const permissionsOf = ({ explicitAuthFlows, refreshTokenRotation }: AppClientOptions) =>
  explicitAuthFlows ??
  AUTH_FLOW_PERMISSIONS.filter(
    (flow) => refreshTokenRotation === undefined || flow !== 'ALLOW_REFRESH_TOKEN_AUTH',
  );

export type OAuthFlow = NonNullable<AppClientOptions['allowedOAuthFlows']>[number];

export const OAUTH_FLOWS: readonly OAuthFlow[] = ['code', 'client_credentials'];

const THIRTY_DAYS_IN_SECONDS = 30 * 24 * 3600;

/** An app client with every default filled in. */
export interface AppClient {
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly explicitAuthFlows: readonly AuthFlowPermission[];
  readonly authSessionMinutes: number;
  /** Absent: refresh tokens stay. */
  readonly refreshTokenRotation?: { readonly retryGracePeriodSeconds: number };
  /** Whether answers hide if a user exists. */
  readonly preventUserExistenceErrors: 'ENABLED' | 'LEGACY';
  /** Empty: the client credentials grant is off. */
  readonly clientCredentialsScopes: readonly string[];
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
  readonly allowedOAuthFlows: readonly OAuthFlow[];
  readonly allowedOAuthScopes: readonly string[];
  /** Names of identity providers; `COGNITO` is the pool itself. */
  readonly supportedIdentityProviders: readonly string[];
  readonly accessTokenSeconds: number;
  readonly idTokenSeconds: number;
  readonly refreshTokenSeconds: number;
}

/** Takes options that have been checked. */
export function createAppClient(options: AppClientOptions): AppClient {
  const secret = options.clientSecret === true ? randomClientSecret() : options.clientSecret;
  return {
    name: options.name,
    clientId: options.clientId ?? randomClientId(),
    ...(secret === undefined ? {} : { clientSecret: secret }),
    explicitAuthFlows: permissionsOf(options),
    authSessionMinutes: options.authSessionMinutes ?? 3,
    ...(options.refreshTokenRotation !== undefined && {
      refreshTokenRotation: { retryGracePeriodSeconds: 0, ...options.refreshTokenRotation },
    }),
    preventUserExistenceErrors: options.preventUserExistenceErrors ?? 'ENABLED',
    ...oauthSettings(options),
    accessTokenSeconds: options.accessTokenSeconds ?? 3600,
    idTokenSeconds: options.idTokenSeconds ?? 3600,
    refreshTokenSeconds: options.refreshTokenSeconds ?? THIRTY_DAYS_IN_SECONDS,
  };
}

/** A client with callback URLs may use the code flow, and one with scopes of its own client credentials. */
function oauthSettings(options: AppClientOptions) {
  const { callbackUrls = [], logoutUrls = [], allowedOAuthScopes = SYSTEM_SCOPES } = options;
  const {
    allowedOAuthFlows = [
      ...(callbackUrls.length > 0 ? (['code'] as const) : []),
      ...(options.clientCredentialsScopes?.length ? (['client_credentials'] as const) : []),
    ],
  } = options;
  const forMachines = options.clientCredentialsScopes ?? allowedOAuthScopes.filter(isCustomScope);
  return {
    callbackUrls,
    logoutUrls,
    allowedOAuthFlows,
    allowedOAuthScopes,
    clientCredentialsScopes: allowedOAuthFlows.includes('client_credentials') ? forMachines : [],
    supportedIdentityProviders: options.supportedIdentityProviders ?? ['COGNITO'],
  };
}

/**
 * Throws `NotAuthorizedException` unless the hash is the one of a name. A client with a secret must send a hash and
 * a client without one must not.
 */
export function assertSecretHash(
  client: AppClient,
  hash: string | undefined,
  names: readonly string[],
): void {
  const { clientId } = client;
  if (client.clientSecret === undefined) {
    if (hash === undefined) return;
    throw unverified(clientId);
  }
  if (hash === undefined) {
    throw refusals.notAuthorized(`Client ${clientId} is configured for secret but secret was not received`);
  }
  if (!names.some((name) => sameSecret(hash, secretHash(client, name) ?? ''))) throw unverified(clientId);
}

/** What a client with a secret sends along with a user name; of one without a secret there is none. */
export const secretHash = ({ clientId, clientSecret }: AppClient, name: string): string | undefined =>
  clientSecret === undefined
    ? undefined
    : createHmac('sha256', clientSecret)
        .update(name + clientId)
        .digest('base64');

const unverified = (clientId: string) =>
  refusals.notAuthorized(`Unable to verify secret hash for client ${clientId}`);
