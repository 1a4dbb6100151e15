import type { CustomAttributeOptions } from '../user-pool-options.js';
import { attributeValueFault } from './attribute-value.js';
import { refusals } from './refusals.js';
import { STANDARD_ATTRIBUTES, VERIFICATIONS, type AttributeType } from './standard-attributes.js';

/** Who writes an attribute: users may not declare their own e-mail address verified. */
export type AttributeWriter = 'user' | 'administrator';

const TYPES: Readonly<Record<NonNullable<CustomAttributeOptions['type']>, AttributeType>> = {
  String: 'string',
  Number: 'number',
  Boolean: 'boolean',
  DateTime: 'dateTime',
};

const CLIENT_MAY_NOT_WRITE = 'A client attempted to write unauthorized attribute';
const ADMINISTRATORS_ONLY = new Set([...VERIFICATIONS.values(), 'sub', 'identities']);

/** The attributes of one user pool: which there are, of which type, and which may change. */
export class AttributeSchema {
  private readonly custom: ReadonlyMap<string, CustomAttributeOptions>;

  constructor(custom: readonly CustomAttributeOptions[]) {
    this.custom = new Map(custom.map((attribute) => [attribute.name, attribute]));
  }

  /** The attributes as they are stored for a new user. Throws for what the schema does not allow. */
  forNewUser(given: ReadonlyMap<string, string>, writer: AttributeWriter): Map<string, string> {
    const stored = new Map<string, string>();
    for (const [name, value] of given) {
      this.assertWritable(name, value, writer);
      if (value !== '') stored.set(name, this.normal(name, value));
    }
    for (const [address, verification] of VERIFICATIONS) {
      if (stored.has(address) && !stored.has(verification)) stored.set(verification, 'false');
    }
    return stored;
  }

  /** Writes the changes into a user's attributes, all or none. An empty value removes an attribute. */
  update(current: Map<string, string>, changes: ReadonlyMap<string, string>, writer: AttributeWriter): void {
    for (const [name, value] of changes) {
      this.assertWritable(name, value, writer);
      if (this.custom.get(name)?.mutable === false) {
        throw refusals.invalidParameter(`user.${name}: Attribute cannot be updated.\n`);
      }
    }
    for (const [name, value] of changes) {
      this.resetVerification(current, name, value);
      if (value === '') current.delete(name);
    }
    for (const [name, value] of changes) {
      if (value !== '') current.set(name, this.normal(name, value));
    }
  }

  /** Whether there is such an attribute, which a user may have or not. */
  has(name: string): boolean {
    return this.typeOf(name) !== undefined;
  }

  /** The attributes beyond the standard ones. */
  customAttributes(): readonly CustomAttributeOptions[] {
    return [...this.custom.values()];
  }

  private assertWritable(name: string, value: string, writer: AttributeWriter): void {
    if (writer === 'user' && ADMINISTRATORS_ONLY.has(name))
      throw refusals.notAuthorized(CLIENT_MAY_NOT_WRITE);
    const type = this.typeOf(name);
    if (type === undefined) {
      throw refusals.invalidParameter(
        `Attributes did not conform to the schema: ${name}: Attribute does not exist in the schema.\n`,
      );
    }
    const fault = value === '' ? undefined : attributeValueFault(name, value, type);
    if (fault !== undefined) throw refusals.invalidParameter(fault);
  }

  private typeOf(name: string): AttributeType | undefined {
    const custom = this.custom.get(name);
    return custom === undefined ? STANDARD_ATTRIBUTES.get(name) : TYPES[custom.type ?? 'String'];
  }

  private normal(name: string, value: string): string {
    return this.typeOf(name) === 'boolean' ? value.toLowerCase() : value;
  }

  /** A new address is not verified by the verification of the old one. */
  private resetVerification(current: Map<string, string>, name: string, value: string): void {
    const verification = VERIFICATIONS.get(name);
    if (verification === undefined || current.get(name) === value) return;
    if (value === '') current.delete(verification);
    else current.set(verification, 'false');
  }
}
