import { ServiceError } from '../../http/service-error.js';
import type { Clock } from '../../clock.js';
import { findDevice } from '../devices/tracked-device.js';
import type { ClientOfPool } from '../pool-registry.js';
import { refusals } from '../refusals.js';
import type { SignInSession } from '../sign-in-sessions.js';
import type { User } from '../users.js';
import { issueTokens, type UserTokens } from './authentication-result.js';

/** A request to refresh the tokens of a sign-in. */
export interface RefreshRequest {
  readonly refreshToken: string;
  readonly deviceKey?: string | undefined;
  readonly clientMetadata?: ReadonlyMap<string, string>;
}

/**
 * Issues new tokens of an earlier sign-in. The refresh token is among them only where it rotates. Throws
 * `NotAuthorizedException`, `ResourceNotFoundException` for a device that was forgotten, and for a refresh token whose
 * place another one has taken `RefreshTokenReuseException`.
 */
export async function refreshSession(
  { pool, client }: ClientOfPool,
  { refreshToken, deviceKey, clientMetadata }: RefreshRequest,
  clock: Clock,
): Promise<UserTokens & { readonly refreshToken?: string }> {
  const session = pool.sessions.findByRefreshToken(refreshToken);
  if (session?.clientId !== client.clientId) throw invalid();
  const user = pool.users.findBySub(session.sub);
  if (user === undefined) throw refusals.notAuthorized('Refresh Token has been revoked');
  if (!user.enabled) throw refusals.disabledUser();
  if (session.revoked) throw refusals.notAuthorized('Refresh Token has been revoked');
  if (clock() >= session.refreshExpiresAt) throw refusals.notAuthorized('Refresh Token has expired');
  if (pool.sessions.isReplaced(refreshToken)) {
    throw new ServiceError('RefreshTokenReuseException', 'Refresh Token has been invalidated by rotation.');
  }
  assertDevice(session, user, deviceKey);
  const rotation = client.refreshTokenRotation;
  const next = rotation && pool.sessions.rotate(refreshToken, rotation.retryGracePeriodSeconds);
  const tokens = await issueTokens({ pool, client }, user, session, {
    occasion: 'RefreshTokens',
    ...(clientMetadata !== undefined && { clientMetadata }),
  });
  return { ...tokens, ...(next !== undefined && { refreshToken: next }) };
}

/** The refresh token of a confirmed device is good together with the device's key only. */
function assertDevice(session: SignInSession, user: User, deviceKey: string | undefined): void {
  if (session.deviceKey === undefined) return;
  const device = findDevice(user, session.deviceKey);
  if (device === undefined) throw refusals.resourceNotFound('Device does not exist.');
  if (device.verifier !== undefined && deviceKey !== device.deviceKey) throw invalid();
}

const invalid = () => refusals.notAuthorized('Invalid Refresh Token.');
