import { ServiceError } from '../../http/service-error.js';
import { assertSecretHash } from '../app-client.js';
import { assertPasswordPolicy } from '../password-policy.js';
import { hashPassword } from '../passwords.js';
import { randomConfirmationCode } from '../random-id.js';
import { refusals } from '../refusals.js';
import { sameSecret } from '../secret-comparison.js';
import { shapes } from '../shapes.js';
import type { RunOperation } from './operation.js';
import { clientOf } from './request-subjects.js';

const CODE_LIFETIME_MS = 24 * 3600_000;

/** `SignUp`. The code is not sent anywhere: the sandbox shows it through `UserPool.confirmationCode`. */
export const signUp: RunOperation = async (input, { pools, clock }) => {
  const { pool, client } = clientOf(input, pools);
  const username = input.string('Username', shapes.username);
  assertSecretHash(client, input.optionalString('SecretHash', shapes.secretHash), [username]);
  const password = input.string('Password', shapes.password);
  assertPasswordPolicy(password);
  const attributes = pool.schema.forNewUser(input.attributes('UserAttributes'), 'user');
  const hash = await hashPassword(password);
  const now = clock();
  const user = pool.users.add(
    {
      username,
      attributes,
      status: 'UNCONFIRMED',
      password: hash,
      confirmation: { code: randomConfirmationCode(), expiresAt: now + CODE_LIFETIME_MS },
    },
    now,
    'User already exists',
  );
  const email = attributes.get('email');
  return {
    UserConfirmed: false,
    UserSub: user.sub,
    ...(email === undefined ? {} : { CodeDeliveryDetails: codeDelivery(email) }),
  };
};

/** `ConfirmSignUp`. An unknown user is answered like a code that is no longer known, so that nobody is given away. */
export const confirmSignUp: RunOperation = async (input, { pools, clock }) => {
  const { pool, client } = clientOf(input, pools);
  const username = input.string('Username', shapes.username);
  assertSecretHash(client, input.optionalString('SecretHash', shapes.secretHash), [username]);
  const code = input.string('ConfirmationCode', shapes.confirmationCode);
  input.optionalBoolean('ForceAliasCreation');
  input.refuse('Session');
  const user = pool.users.find(username);
  if (user === undefined) throw expiredCode();
  if (user.confirmation === undefined) {
    throw refusals.notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
  }
  if (!sameSecret(code, user.confirmation.code)) {
    throw new ServiceError('CodeMismatchException', 'Invalid verification code provided, please try again.');
  }
  if (clock() >= user.confirmation.expiresAt) throw expiredCode();
  user.status = 'CONFIRMED';
  user.modifiedAt = clock();
  delete user.confirmation;
  // Whoever knows the code has read the message that carried it.
  if (user.attributes.has('email')) user.attributes.set('email_verified', 'true');
  return {};
};

const expiredCode = () =>
  new ServiceError('ExpiredCodeException', 'Invalid code provided, please request a code again.');

const codeDelivery = (email: string): object => ({
  AttributeName: 'email',
  DeliveryMedium: 'EMAIL',
  Destination: `${email.charAt(0)}***@${email.charAt(email.indexOf('@') + 1)}***`,
});
