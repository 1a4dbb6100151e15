import type { Clock } from '../../clock.js';
import { assertSecretHash } from '../app-client.js';
import type { ClientOfPool } from '../pool-registry.js';
import { refusals } from '../refusals.js';
import { authenticated, issueTokens } from './authentication-result.js';

/** Issues new tokens of an earlier sign-in. The refresh token stays the same and is not repeated. */
export async function refreshTokens(
  found: ClientOfPool,
  parameters: ReadonlyMap<string, string>,
  clock: Clock,
): Promise<object> {
  const { pool, client } = found;
  const refreshToken = parameters.get('REFRESH_TOKEN');
  if (refreshToken === undefined) throw refusals.missingParameter('REFRESH_TOKEN');
  const session = pool.sessions.findByRefreshToken(refreshToken);
  const user = session === undefined ? undefined : pool.users.findBySub(session.sub);
  assertSecretHash(
    client,
    parameters.get('SECRET_HASH'),
    user === undefined ? [] : [user.username, user.sub],
  );
  if (session?.clientId !== client.clientId) throw refusals.notAuthorized('Invalid Refresh Token.');
  if (user === undefined) throw refusals.notAuthorized('Refresh Token has been revoked');
  if (!user.enabled) throw refusals.disabledUser();
  if (session.revoked) throw refusals.notAuthorized('Refresh Token has been revoked');
  if (clock() >= session.refreshExpiresAt) throw refusals.notAuthorized('Refresh Token has expired');
  return authenticated(await issueTokens(found, user, session));
}
