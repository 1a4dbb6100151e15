import { randomUUID } from 'node:crypto';

import { ServiceError } from '../http/service-error.js';
import type { AccountSettings, AddressAttribute } from './account-settings.js';
import { refusals } from './refusals.js';

const EMAIL = /^[^\s@]+@[^\s@]+$/;
const PHONE = /^\+[0-9]{1,15}$/;

/** What an address must look like. */
export const isAddress = (attribute: AddressAttribute, name: string): boolean =>
  (attribute === 'email' ? EMAIL : PHONE).test(name);

/** What a new user is called. */
export interface NewName {
  readonly username: string;
  /** Set where the pool makes the user name itself, which is then the `sub` as well. */
  readonly sub?: string;
}

/** By which names the users of one pool sign in: user names, and in some pools addresses or aliases. */
export class SignInNames {
  constructor(private readonly settings: AccountSettings) {}

  /** Two names with the same key are one name. */
  key(name: string): string {
    return this.settings.usernameCaseSensitive ? name : name.toLowerCase();
  }

  /** Whether users can be found by anything but their user name and their `sub`. */
  get haveAliases(): boolean {
    return this.settings.usernameAttributes.length + this.settings.aliasAttributes.length > 0;
  }

  /** The attribute by which a name is the one of the user with these attributes, if it is. */
  aliasAttribute(attributes: ReadonlyMap<string, string>, name: string): string | undefined {
    const key = this.key(name);
    return this.aliasesOf(attributes).find(([, value]) => this.key(value) === key)?.[0];
  }

  /** Attribute and value of everything that the user with these attributes can sign in with. */
  aliasesOf(
    attributes: ReadonlyMap<string, string>,
  ): readonly (readonly [attribute: string, value: string])[] {
    const { usernameAttributes, aliasAttributes } = this.settings;
    return [
      ...usernameAttributes,
      ...aliasAttributes.filter(
        // An address that nobody has proved is no name yet.
        (alias) => alias === 'preferred_username' || attributes.get(`${alias}_verified`) === 'true',
      ),
    ].flatMap((attribute) => {
      const value = attributes.get(attribute);
      return value === undefined ? [] : [[attribute, value] as const];
    });
  }

  /** The refusal of a name that is somebody else's: of a new user or of one who changes. */
  taken(attribute: string, changes: boolean): ServiceError {
    const byName = this.settings.usernameAttributes.length > 0;
    if (byName && !changes) {
      return new ServiceError(
        'UsernameExistsException',
        `An account with the given ${attribute} already exists.`,
      );
    }
    return new ServiceError(
      'AliasExistsException',
      `An account with the ${byName ? 'given ' : ''}${attribute} already exists.`,
    );
  }

  /**
   * What somebody is called who signs up under this name. In a pool that has addresses for names, the address becomes
   * an attribute. Throws `InvalidParameterException` for a name that is an address where it may not be one, and the
   * other way round.
   */
  forNewUser(given: string, attributes: Map<string, string>): NewName {
    const { usernameAttributes, aliasAttributes } = this.settings;
    if (usernameAttributes.length === 0) {
      if (aliasAttributes.includes('email') && isAddress('email', given)) {
        throw refusals.invalidParameter(
          'Username cannot be of email format, since user pool is configured for email alias.',
        );
      }
      if (aliasAttributes.includes('phone_number') && isAddress('phone_number', given)) {
        throw refusals.invalidParameter(
          'Username cannot be of phone number format, since user pool is configured for phone number alias.',
        );
      }
      return { username: given };
    }
    const attribute = usernameAttributes.find((address) => isAddress(address, given));
    if (attribute === undefined) throw refusals.invalidParameter(expectedAddress(usernameAttributes));
    if (attributes.get(attribute) !== given) {
      attributes.set(attribute, given);
      attributes.set(`${attribute}_verified`, attributes.get(`${attribute}_verified`) ?? 'false');
    }
    const sub = randomUUID();
    return { username: sub, sub };
  }
}

const expectedAddress = (attributes: readonly AddressAttribute[]): string => {
  if (attributes.length > 1) return 'Username should be either an email or a phone number.';
  return attributes[0] === 'email' ? 'Username should be an email.' : 'Username should be a phone number.';
};
