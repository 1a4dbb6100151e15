import type { AddressAttribute } from './account-settings.js';
import type { AttributeWriter } from './attribute-schema.js';
import { CODE_LIFETIME_MS, issueCode } from './issued-code.js';
import { refusals } from './refusals.js';
import { type CodeDelivery, sendMessage } from './send-message.js';
import type { UserPool } from './user-pool.js';
import type { User } from './users.js';

const ADDRESSES: readonly AddressAttribute[] = ['email', 'phone_number'];

/**
 * Writes changes into a user's attributes, all or none. A new address gets a code if the pool verifies such ones; where
 * the pool wants it, the old address stays until the code is given. Answers with where codes went.
 */
export async function updateAttributes(
  pool: UserPool,
  user: User,
  changes: ReadonlyMap<string, string>,
  writer: AttributeWriter,
  now: number,
): Promise<readonly CodeDelivery[]> {
  // On a copy: a refused change leaves no trace.
  const wanted = new Map(user.attributes);
  pool.schema.update(wanted, changes, writer);
  pool.users.takeAliases(wanted, user);
  const toVerify = ADDRESSES.filter((address) => needsCode(pool, user, address, wanted));
  const pending = toVerify.filter((address) =>
    pool.settings.attributesRequireVerificationBeforeUpdate.includes(address),
  );
  const held = new Set<string>(pending.flatMap((address) => [address, `${address}_verified`]));
  const direct = new Map([...changes].filter(([name]) => !held.has(name)));
  pool.schema.update(user.attributes, direct, writer);
  user.modifiedAt = now;
  forgetVerifications(user, (address) => changes.has(address));
  const sent: CodeDelivery[] = [];
  for (const attribute of toVerify) {
    const to = { attribute, destination: wanted.get(attribute) ?? '', held: held.has(attribute) };
    const delivery = await sendVerification(pool, user, { ...to, purpose: 'UpdateUserAttribute' }, now);
    if (delivery !== undefined) sent.push(delivery);
  }
  return sent;
}

/** The codes that were sent to these addresses no longer count. */
export function forgetVerifications(user: User, which: (address: string) => boolean): void {
  user.verifications = Object.fromEntries(
    Object.entries(user.verifications ?? {}).filter(([address]) => !which(address)),
  );
}

/** Whether a code must show that the new value of an address is the user's. */
function needsCode(
  { settings }: UserPool,
  { attributes }: User,
  address: AddressAttribute,
  wanted: ReadonlyMap<string, string>,
): boolean {
  return (
    settings.autoVerifiedAttributes.includes(address) &&
    wanted.has(address) &&
    wanted.get(address) !== attributes.get(address) &&
    wanted.get(`${address}_verified`) !== 'true'
  );
}

/** Sends a code to an address that is to be verified. */
export async function sendVerification(
  pool: UserPool,
  user: User,
  to: {
    readonly attribute: AddressAttribute;
    readonly destination: string;
    /** Whether the attribute has its old value until the code is given. */
    readonly held: boolean;
    readonly purpose: 'UpdateUserAttribute' | 'VerifyUserAttribute';
  },
  now: number,
): Promise<CodeDelivery | undefined> {
  const { attribute, destination, held, purpose } = to;
  const issued = issueCode(now + CODE_LIFETIME_MS, { attribute, ...(held && { pending: destination }) });
  user.verifications = { ...user.verifications, [attribute]: issued };
  return await sendMessage(pool, user, { purpose, attribute, destination, code: issued.code });
}

/** Removes attributes. Throws for one that does not exist, may not be removed or is how users sign in. */
export function deleteAttributes(
  pool: UserPool,
  user: User,
  names: readonly string[],
  writer: AttributeWriter,
  now: number,
): void {
  for (const name of names) {
    if (pool.settings.usernameAttributes.some((attribute) => attribute === name)) {
      throw refusals.invalidParameter(
        `Cannot delete the attribute ${name}: users of this pool sign in with it.`,
      );
    }
  }
  pool.schema.update(user.attributes, new Map(names.map((name) => [name, ''])), writer);
  forgetVerifications(user, (address) => names.includes(address));
  user.modifiedAt = now;
}
