import { authenticateAccessToken } from '../access-token-check.js';
import { assertCode } from '../issued-code.js';
import { refusals } from '../refusals.js';
import { shapes } from '../shapes.js';
import {
  deleteAttributes,
  forgetVerifications,
  sendVerification,
  updateAttributes,
} from '../update-attributes.js';
import { removeUser } from '../remove-user.js';
import type { OperationInput } from '../operation-input.js';
import type { OperationContext, RunOperation } from './operation.js';

const ADDRESSES = ['email', 'phone_number'] as const;

/** `UpdateUserAttributes` */
export const updateUserAttributes: RunOperation = async (input, context) => {
  const { pool, user } = await signedIn(input, context);
  const changes = input.attributes('UserAttributes');
  return { CodeDeliveryDetailsList: await updateAttributes(pool, user, changes, 'user', context.clock()) };
};

/** `DeleteUserAttributes` */
export const deleteUserAttributes: RunOperation = async (input, context) => {
  const { pool, user } = await signedIn(input, context);
  deleteAttributes(pool, user, input.stringList('UserAttributeNames'), 'user', context.clock());
  return {};
};

/** `GetUserAttributeVerificationCode`: a code to an address, also to one that waits to take its place. */
export const getUserAttributeVerificationCode: RunOperation = async (input, context) => {
  const { pool, user } = await signedIn(input, context);
  const attribute = addressOf(input);
  const pending = user.verifications?.[attribute]?.pending;
  const destination = pending ?? user.attributes.get(attribute);
  if (destination === undefined) {
    throw refusals.invalidParameter(
      `User does not have ${attribute === 'email' ? 'an email' : 'a phone_number'}.`,
    );
  }
  const held = pending !== undefined;
  const to = { attribute, destination, held, purpose: 'VerifyUserAttribute' } as const;
  return { CodeDeliveryDetails: await sendVerification(pool, user, to, context.clock()) };
};

/** `VerifyUserAttribute` */
export const verifyUserAttribute: RunOperation = async (input, context) => {
  const { pool, user } = await signedIn(input, context);
  const attribute = addressOf(input);
  const code = input.string('Code', shapes.confirmationCode);
  const issued = user.verifications?.[attribute];
  assertCode(issued, code, context.clock());
  const verified = new Map(user.attributes).set(`${attribute}_verified`, 'true');
  if (issued.pending !== undefined) verified.set(attribute, issued.pending);
  if (!verified.has(attribute)) throw refusals.expiredCode();
  pool.users.takeAliases(verified, user);
  for (const [name, value] of verified) user.attributes.set(name, value);
  user.modifiedAt = context.clock();
  forgetVerifications(user, (address) => address === attribute);
  return {};
};

/** `DeleteUser` */
export const deleteUser: RunOperation = async (input, context) => {
  const { pool, user } = await signedIn(input, context);
  removeUser(pool, user);
  return {};
};

const signedIn = (input: OperationInput, { pools, clock }: OperationContext) =>
  authenticateAccessToken(input.string('AccessToken', shapes.token), pools, clock);

function addressOf(input: OperationInput): (typeof ADDRESSES)[number] {
  const name = input.string('AttributeName', shapes.attributeName);
  const address = ADDRESSES.find((known) => known === name);
  if (address === undefined) throw refusals.invalidParameter(`${name} cannot be verified.`);
  return address;
}
