import type { AppClient } from '../app-client.js';
import { pageOf } from '../page.js';
import type { UserPool } from '../user-pool.js';
import type { RunOperation } from './operation.js';
import { clientOfPool, poolOf } from './request-subjects.js';
import { wireTime } from './wire-format.js';

/** `DescribeUserPoolClient`, with the secret. */
export const describeUserPoolClient: RunOperation = async (input, { pools }) => {
  const { pool, client } = clientOfPool(input, pools);
  return { UserPoolClient: wireClient(pool, client) };
};

/** `ListUserPoolClients` */
export const listUserPoolClients: RunOperation = async (input, { pools }) => {
  const pool = poolOf(input, pools);
  const { page, next } = pageOf(input, pool.clients, { limit: 'MaxResults', token: 'NextToken' });
  const clients = page.map(({ clientId, name }) => ({
    ClientId: clientId,
    ClientName: name,
    UserPoolId: pool.userPoolId,
  }));
  return { UserPoolClients: clients, ...next };
};

const wireClient = (pool: UserPool, client: AppClient): object => ({
  UserPoolId: pool.userPoolId,
  ClientId: client.clientId,
  ClientName: client.name,
  ...(client.clientSecret === undefined ? {} : { ClientSecret: client.clientSecret }),
  ExplicitAuthFlows: client.explicitAuthFlows,
  AuthSessionValidity: client.authSessionMinutes,
  ...(client.refreshTokenRotation && {
    RefreshTokenRotation: {
      Feature: 'ENABLED',
      RetryGracePeriodSeconds: client.refreshTokenRotation.retryGracePeriodSeconds,
    },
  }),
  ...wireOAuth(client),
  AccessTokenValidity: client.accessTokenSeconds,
  IdTokenValidity: client.idTokenSeconds,
  RefreshTokenValidity: client.refreshTokenSeconds,
  TokenValidityUnits: { AccessToken: 'seconds', IdToken: 'seconds', RefreshToken: 'seconds' },
  PreventUserExistenceErrors: client.preventUserExistenceErrors,
  EnableTokenRevocation: true,
  CreationDate: wireTime(pool.createdAt),
  LastModifiedDate: wireTime(pool.createdAt),
});

const wireOAuth = (client: AppClient): object => ({
  AllowedOAuthFlowsUserPoolClient: client.allowedOAuthFlows.length > 0,
  AllowedOAuthFlows: client.allowedOAuthFlows,
  AllowedOAuthScopes: client.allowedOAuthScopes,
  CallbackURLs: client.callbackUrls,
  LogoutURLs: client.logoutUrls,
  SupportedIdentityProviders: client.supportedIdentityProviders,
});
