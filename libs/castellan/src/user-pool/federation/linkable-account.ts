import { LinkRefusedError } from '../../errors/index.js';
import type { AdministeredUser } from '../administration/administered-user.js';

/** An identity of an account, as its attribute `identities` has it. */
export interface LinkedIdentity {
  readonly providerName: string;
  readonly userId: string;
  /** Whether the account was made by it. */
  readonly primary: boolean;
}

/** The identities of an account. Throws where the attribute is not as Cognito writes it: nothing is certain then. */
export function linkedIdentities({ attributes }: AdministeredUser): readonly LinkedIdentity[] {
  const { identities } = attributes;
  if (identities === undefined) return [];
  const read = parsed(identities);
  if (read !== undefined) return read;
  throw new LinkRefusedError(
    'account_is_federated',
    'The attribute identities of the account can not be read, so that it may be that of a provider.',
  );
}

function parsed(text: string): readonly LinkedIdentity[] | undefined {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(list)) return undefined;
  const identities: LinkedIdentity[] = [];
  for (const item of list as unknown[]) {
    const { providerName, userId, primary } = Object(item) as Record<string, unknown>;
    if (typeof providerName !== 'string' || typeof userId !== 'string') return undefined;
    identities.push({ providerName, userId, primary: primary === true || primary === 'true' });
  }
  return identities;
}

/** States in which the account is the one of who has its address: an invitation is sent there by an administrator. */
const READY: readonly string[] = ['CONFIRMED', 'FORCE_CHANGE_PASSWORD'];

/** Refuses an account that may not belong to the owner of the address. */
export function refuseUnready(account: AdministeredUser, email: string | undefined): void {
  const { status, enabled, attributes } = account;
  if (status === 'EXTERNAL_PROVIDER' || linkedIdentities(account).some(({ primary }) => primary)) {
    throw new LinkRefusedError(
      'account_is_federated',
      'The account is that of somebody at a provider. Link to accounts of the user pool itself only.',
    );
  }
  if (!enabled || !READY.includes(status)) {
    throw new LinkRefusedError(
      'account_not_ready',
      `The account is ${enabled ? status : 'disabled'}. It has to be enabled and confirmed.`,
    );
  }
  if (attributes.email_verified !== 'true') {
    throw new LinkRefusedError(
      'account_email_not_verified',
      'The account has not verified its e-mail address: who made it may wait for the owner of the address to come.',
    );
  }
  if (!isSameAddress(attributes.email, email)) {
    throw new LinkRefusedError(
      'emails_differ',
      'The account and the provider have different e-mail addresses.',
    );
  }
}

/** Nearly all mail servers ignore case. Nothing else is alike: `ada+x@` may be somebody else. */
function isSameAddress(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && asciiLower(one) === asciiLower(other);
}

/** Of ASCII only: other letters have lower cases that two of them share. */
export const asciiLower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
