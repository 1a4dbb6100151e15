import { createHash } from 'node:crypto';

import type { AddressAttribute } from './account-settings.js';
import { type CodeDelivery, codeDelivery } from './send-message.js';
import { isAddress } from './sign-in-names.js';
import type { UserPool } from './user-pool.js';
import type { User } from './users.js';

/** Where the code of a new user goes: to the phone, if the pool verifies phones and there is one. */
export const signUpAddress = (
  { settings }: Pick<UserPool, 'settings'>,
  attributes: ReadonlyMap<string, string>,
): AddressAttribute | undefined =>
  (['phone_number', 'email'] as const).find(
    (attribute) => settings.autoVerifiedAttributes.includes(attribute) && attributes.has(attribute),
  );

/** Where the code of a forgotten password goes: to an address that is verified, in the order that the pool sets. */
export function recoveryAddress(
  { settings }: Pick<UserPool, 'settings'>,
  { attributes }: Pick<User, 'attributes'>,
): AddressAttribute | undefined {
  for (const way of settings.accountRecovery) {
    if (way === 'admin_only') return undefined;
    const attribute = way === 'verified_email' ? 'email' : 'phone_number';
    if (attributes.has(attribute) && attributes.get(`${attribute}_verified`) === 'true') return attribute;
  }
  return undefined;
}

/**
 * Where a code would have gone to somebody who does not exist. It is the same every time, and looks like the address
 * that was given, or like one of the kind that the pool verifies.
 */
export function simulatedDelivery({ settings, userPoolId }: UserPool, name: string): CodeDelivery {
  if (isAddress('email', name)) return codeDelivery('email', name);
  if (isAddress('phone_number', name)) return codeDelivery('phone_number', name);
  const digest = createHash('sha256').update(`${userPoolId} ${name}`).digest();
  const { autoVerifiedAttributes } = settings;
  if (!autoVerifiedAttributes.includes('email') && autoVerifiedAttributes.includes('phone_number')) {
    return codeDelivery(
      'phone_number',
      `+1555${String(digest.readUInt32BE() % 10_000_000).padStart(7, '0')}`,
    );
  }
  const letter = (index: number) => String.fromCharCode(97 + (digest.readUInt8(index) % 26));
  return codeDelivery('email', `${letter(0)}@${letter(1)}`);
}
