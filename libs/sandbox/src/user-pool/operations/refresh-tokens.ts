import { assertSecretHash, type AppClient } from '../app-client.js';
import { refusals } from '../refusals.js';
import { sameSecret } from '../secret-comparison.js';
import { shapes } from '../shapes.js';
import { deviceKeyOf, required, type SignInRequest } from '../sign-in/begin.js';
import { authenticated, type UserTokens } from './authentication-result.js';
import type { RunOperation } from './operation.js';
import { refreshSession } from './refresh-session.js';
import { clientOf } from './request-subjects.js';

/** The flow `REFRESH_TOKEN_AUTH`. */
export async function refreshTokens(request: SignInRequest): Promise<object> {
  const { pool, client, parameters, clientMetadata, clock } = request;
  const refreshToken = required(parameters, 'REFRESH_TOKEN');
  const session = pool.sessions.findByRefreshToken(refreshToken);
  const user = session === undefined ? undefined : pool.users.findBySub(session.sub);
  const names = user === undefined ? [] : [user.username, user.sub];
  assertSecretHash(client, parameters.get('SECRET_HASH'), names);
  const deviceKey = deviceKeyOf(parameters);
  return refreshed(await refreshSession(request, { refreshToken, deviceKey, clientMetadata }, clock));
}

/** `GetTokensFromRefreshToken`: the way to refresh tokens that rotate, and all others. */
export const getTokensFromRefreshToken: RunOperation = async (input, { pools, clock }) => {
  const found = clientOf(input, pools);
  assertMayRefresh(found.client);
  const refreshToken = input.string('RefreshToken', shapes.token);
  assertClientSecret(found.client, input.optionalString('ClientSecret', shapes.clientSecret));
  const deviceKey = input.optionalString('DeviceKey', shapes.deviceKey);
  const clientMetadata = input.stringMap('ClientMetadata');
  return refreshed(await refreshSession(found, { refreshToken, deviceKey, clientMetadata }, clock));
};

function assertMayRefresh({ refreshTokenRotation, explicitAuthFlows }: AppClient): void {
  if (refreshTokenRotation === undefined && !explicitAuthFlows.includes('ALLOW_REFRESH_TOKEN_AUTH')) {
    throw refusals.invalidParameter('Auth flow not enabled for this client');
  }
}

const refreshed = (tokens: UserTokens & { readonly refreshToken?: string }): object =>
  authenticated(tokens, tokens.refreshToken === undefined ? {} : { RefreshToken: tokens.refreshToken });

function assertClientSecret({ clientId, clientSecret }: AppClient, given: string | undefined): void {
  if (clientSecret !== undefined && given === undefined) {
    throw refusals.notAuthorized(`Client ${clientId} is configured for secret but secret was not received`);
  }
  if (clientSecret === undefined ? given !== undefined : !sameSecret(given ?? '', clientSecret)) {
    throw refusals.notAuthorized(`Unable to verify secret for client ${clientId}`);
  }
}
