import { ServiceError } from '../../http/service-error.js';
import { assertPasswordPolicy } from '../password-policy.js';
import { hashPassword } from '../passwords.js';
import { randomTemporaryPassword } from '../random-id.js';
import { refusals } from '../refusals.js';
import { shapes } from '../shapes.js';
import type { User } from '../users.js';
import { TEMPORARY_PASSWORD_LIFETIME_MS } from './admin-set-user-password.js';
import type { RunOperation } from './operation.js';
import { poolOf } from './request-subjects.js';
import { wireAttributes, wireUserState } from './wire-format.js';

const DELIVERY_MEDIUMS = ['SMS', 'EMAIL'];

/**
 * `AdminCreateUser`. No invitation is sent. Without a `TemporaryPassword` one is drawn that nobody learns, and the
 * user signs in once `AdminSetUserPassword` has set another.
 */
export const adminCreateUser: RunOperation = async (input, { pools, clock }) => {
  const pool = poolOf(input, pools);
  const username = input.string('Username', shapes.username);
  const action = input.optionalString('MessageAction', { max: 16, oneOf: ['RESEND', 'SUPPRESS'] });
  const mediums = input.optionalStringList('DesiredDeliveryMediums') ?? [];
  if (!mediums.every((medium) => DELIVERY_MEDIUMS.includes(medium))) {
    throw refusals.invalidParameter('DesiredDeliveryMediums: expected SMS or EMAIL');
  }
  input.optionalBoolean('ForceAliasCreation');
  const attributes = pool.schema.forNewUser(input.attributes('UserAttributes'), 'administrator');
  const password = input.optionalString('TemporaryPassword', shapes.password) ?? randomTemporaryPassword();
  assertPasswordPolicy(password);
  const hash = await hashPassword(password);
  const now = clock();
  const temporary = { password: hash, temporaryPasswordExpiresAt: now + TEMPORARY_PASSWORD_LIFETIME_MS };

  if (action !== 'RESEND') {
    const user = pool.users.add(
      { username, attributes, status: 'FORCE_CHANGE_PASSWORD', ...temporary },
      now,
      'User account already exists',
    );
    return { User: wireUser(user) };
  }
  const user = pool.users.find(username);
  if (user === undefined) throw refusals.unknownUser();
  if (user.status !== 'FORCE_CHANGE_PASSWORD') {
    throw new ServiceError(
      'UnsupportedUserStateException',
      `Resend not possible. ${username} status is not FORCE_CHANGE_PASSWORD`,
    );
  }
  Object.assign(user, temporary, { modifiedAt: now });
  return { User: wireUser(user) };
};

const wireUser = (user: User): object => ({
  Username: user.username,
  Attributes: wireAttributes(user),
  ...wireUserState(user),
});
