import { ServiceError } from '../../http/service-error.js';
import type { AddressAttribute } from '../account-settings.js';
import type { OperationInput } from '../operation-input.js';
import { assertPasswordPolicy } from '../password-policy.js';
import { randomTemporaryPassword } from '../random-id.js';
import { refusals } from '../refusals.js';
import { sendMessage } from '../send-message.js';
import { shapes } from '../shapes.js';
import { verifyAsDecided } from '../triggers/verify-as-decided.js';
import { hashUserPassword, temporaryPasswordLifetimeMs } from '../user-password.js';
import type { UserPool } from '../user-pool.js';
import type { User } from '../users.js';
import type { RunOperation } from './operation.js';
import { poolOf, userOf } from './request-subjects.js';
import { wireUser } from './wire-format.js';

const MEDIUMS: Readonly<Record<string, AddressAttribute>> = { SMS: 'phone_number', EMAIL: 'email' };

/**
 * `AdminCreateUser`. The invitation with the temporary password is in the pool's outbox, unless it is suppressed.
 * Without a `TemporaryPassword` one is drawn.
 */
export const adminCreateUser: RunOperation = async (input, { pools, clock }) => {
  const pool = poolOf(input, pools);
  const given = input.string('Username', shapes.username);
  const action = input.optionalString('MessageAction', { max: 16, oneOf: ['RESEND', 'SUPPRESS'] });
  const mediums = invitationMediums(input);
  const forceAlias = input.optionalBoolean('ForceAliasCreation') ?? false;
  const sent = input.attributes('UserAttributes');
  const attributes = pool.schema.forNewUser(sent, 'administrator');
  const password =
    input.optionalString('TemporaryPassword', shapes.password) ??
    randomTemporaryPassword(pool.settings.passwordPolicy.minimumLength);
  assertPasswordPolicy(password, pool.settings.passwordPolicy);
  const again = action === 'RESEND' ? invitedUser(userOf(input, pool), given) : undefined;
  const name = again ?? pool.names.forNewUser(given, attributes);
  const hash = await hashUserPassword(pool, name.username, password);
  if (again === undefined) {
    const decided = await pool.triggers.preSignUp({
      source: 'AdminCreateUser',
      username: name.username,
      clientMetadata: input.stringMap('ClientMetadata'),
      attributes: sent,
      validationData: input.attributes('ValidationData'),
    });
    verifyAsDecided(attributes, decided);
  }
  const now = clock();
  const temporary = {
    password: hash,
    temporaryPasswordExpiresAt: now + temporaryPasswordLifetimeMs(pool),
  };
  const user =
    again === undefined
      ? pool.users.add(
          { ...name, attributes, status: 'FORCE_CHANGE_PASSWORD', ...temporary },
          now,
          'User account already exists',
          forceAlias,
        )
      : Object.assign(again, temporary, { modifiedAt: now });
  if (action !== 'SUPPRESS') await invite(pool, user, mediums, password);
  return { User: wireUser(user) };
};

/** `undefined`: to every address that the user has. */
function invitationMediums(input: OperationInput): readonly AddressAttribute[] | undefined {
  return input.optionalStringList('DesiredDeliveryMediums')?.map((medium) => {
    const attribute = Object.hasOwn(MEDIUMS, medium) ? MEDIUMS[medium] : undefined;
    if (attribute === undefined) {
      throw refusals.invalidParameter('DesiredDeliveryMediums: expected SMS or EMAIL');
    }
    return attribute;
  });
}

function invitedUser(user: User, given: string): User {
  if (user.status === 'FORCE_CHANGE_PASSWORD') return user;
  throw new ServiceError(
    'UnsupportedUserStateException',
    `Resend not possible. ${given} status is not FORCE_CHANGE_PASSWORD`,
  );
}

async function invite(
  pool: UserPool,
  user: User,
  mediums: readonly AddressAttribute[] | undefined,
  password: string,
): Promise<void> {
  for (const attribute of mediums ?? (['phone_number', 'email'] as const)) {
    await sendMessage(pool, user, { purpose: 'AdminCreateUser', attribute, code: password });
  }
}
