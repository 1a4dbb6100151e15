import { authenticateAccessToken } from '../access-token-check.js';
import { wireMfa } from '../mfa/mfa-description.js';
import { shapes } from '../shapes.js';
import type { RunOperation } from './operation.js';
import { wireAttributes } from './wire-format.js';

/** `GetUser` */
export const getUser: RunOperation = async (input, { pools, clock }) => {
  const token = input.string('AccessToken', shapes.token);
  const { user } = await authenticateAccessToken(token, pools, clock);
  return { Username: user.username, UserAttributes: wireAttributes(user), ...wireMfa(user) };
};

/** `GlobalSignOut`: ends every sign-in of the user. */
export const globalSignOut: RunOperation = async (input, { pools, clock }) => {
  const token = input.string('AccessToken', shapes.token);
  const { pool, user } = await authenticateAccessToken(token, pools, clock);
  pool.sessions.revokeAllOf(user.sub);
  return {};
};
