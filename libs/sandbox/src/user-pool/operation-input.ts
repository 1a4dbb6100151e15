import { ServiceError } from '../http/service-error.js';
import { refusals } from './refusals.js';
import { shapes, type StringShape } from './shapes.js';
import { isWellFormed } from './well-formed.js';

type Values = Readonly<Record<string, unknown>>;

/**
 * The members of one request, read by name and checked when read: a wrong JSON type is a `SerializationException`,
 * a value outside its limits an `InvalidParameterException`. Values are never repeated in the message, since some
 * are passwords and tokens.
 */
export class OperationInput {
  constructor(private readonly values: Values) {}

  string(member: string, shape: StringShape): string {
    return this.optionalString(member, shape) ?? refuseNull(member);
  }

  optionalString(member: string, shape: StringShape): string | undefined {
    const value = this.read(member);
    if (value === undefined) return undefined;
    return checked(text(value), member, shape);
  }

  optionalBoolean(member: string): boolean | undefined {
    const value = this.read(member);
    if (value === undefined || typeof value === 'boolean') return value;
    throw serialization(`${jsonKind(value)} can not be converted to a Boolean`);
  }

  integer(member: string, minimum: number, maximum: number): number {
    return this.optionalInteger(member, minimum, maximum) ?? refuseNull(member);
  }

  optionalInteger(member: string, minimum: number, maximum: number): number | undefined {
    const value = this.read(member);
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      throw serialization(`${jsonKind(value)} can not be converted to an Integer`);
    }
    if (value < minimum)
      throw violation(member, `Member must have value greater than or equal to ${minimum}`);
    if (value > maximum) throw violation(member, `Member must have value less than or equal to ${maximum}`);
    return value;
  }

  /** A map of strings; an absent one is empty. */
  stringMap(member: string): ReadonlyMap<string, string> {
    const map = new Map<string, string>();
    const value = this.read(member);
    if (value === undefined) return map;
    for (const [key, entry] of Object.entries(structure(value))) {
      if (entry !== null) map.set(key, checked(text(entry), member, shapes.mapValue));
    }
    return map;
  }

  stringList(member: string): readonly string[] {
    return this.optionalStringList(member) ?? refuseNull(member);
  }

  optionalStringList(member: string): readonly string[] | undefined {
    const value = this.read(member);
    return value === undefined ? undefined : list(value).map(text);
  }

  /** The members of a structure inside of the request. */
  structure(member: string): OperationInput {
    return new OperationInput(structure(this.read(member) ?? refuseNull(member)));
  }

  /** A member that has members of its own. */
  optionalStructure(member: string): OperationInput | undefined {
    const value = this.read(member);
    return value === undefined ? undefined : new OperationInput(structure(value));
  }

  /** A list of members that have members of their own; an absent one is empty. */
  structures(member: string): readonly OperationInput[] {
    const value = this.read(member);
    return value === undefined ? [] : list(value).map((entry) => new OperationInput(structure(entry)));
  }

  /** A list of `{ Name, Value }`; an absent one is empty, and so is the value of a name without one. */
  attributes(member: string): ReadonlyMap<string, string> {
    const attributes = new Map<string, string>();
    const value = this.read(member);
    if (value === undefined) return attributes;
    for (const entry of list(value)) {
      const attribute = new OperationInput(structure(entry));
      const name = attribute.string('Name', shapes.attributeName);
      if (attributes.has(name)) throw refusals.invalidParameter(`Attribute ${name} is given more than once.`);
      attributes.set(name, attribute.optionalString('Value', shapes.attributeValue) ?? '');
    }
    return attributes;
  }

  /** Refuses members that would change the outcome in Cognito and that the sandbox does not carry out. */
  refuse(...members: readonly string[]): void {
    for (const member of members) {
      if (this.read(member) !== undefined) {
        throw refusals.invalidParameter(
          `The sandbox does not support the parameter ${member}: leave it out.`,
        );
      }
    }
  }

  private read(member: string): unknown {
    return Object.hasOwn(this.values, member) ? (this.values[member] ?? undefined) : undefined;
  }
}

function checked(value: string, member: string, shape: StringShape): string {
  if (shape.oneOf !== undefined && !shape.oneOf.includes(value)) {
    throw violation(member, `Member must satisfy enum value set: [${shape.oneOf.join(', ')}]`);
  }
  if (value.length < (shape.min ?? 0)) {
    throw violation(member, `Member must have length greater than or equal to ${shape.min ?? 0}`);
  }
  if (value.length > shape.max) {
    throw violation(member, `Member must have length less than or equal to ${shape.max}`);
  }
  if (shape.pattern !== undefined && !shape.pattern.test(value)) {
    throw violation(member, `Member must satisfy regular expression pattern: ${shape.pattern.source}`);
  }
  return value;
}

function text(value: unknown): string {
  if (typeof value === 'string') {
    if (!isWellFormed(value)) throw serialization('A string is not well-formed Unicode.');
    return value;
  }
  throw serialization(
    Array.isArray(value) || (typeof value === 'object' && value !== null)
      ? `Start of ${jsonKind(value)} found where not expected.`
      : `${jsonKind(value)} can not be converted to a String`,
  );
}

function list(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[];
  throw serialization(`Expected a list, found ${jsonKind(value)}.`);
}

function structure(value: unknown): Values {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Values;
  throw serialization(`Expected a structure or map, found ${jsonKind(value)}.`);
}

function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object' && value !== null) return 'structure or map';
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
  return typeof value === 'number' ? 'NUMBER_VALUE' : 'STRING_VALUE';
}

const refuseNull = (member: string): never => {
  throw refusals.invalidParameter(
    `1 validation error detected: Value null at '${wireName(member)}' failed to satisfy constraint: Member must not be null`,
  );
};

const violation = (member: string, constraint: string) =>
  refusals.invalidParameter(
    `1 validation error detected: Value at '${wireName(member)}' failed to satisfy constraint: ${constraint}`,
  );

const serialization = (message: string) => new ServiceError('SerializationException', message);

const wireName = (member: string) => member.charAt(0).toLowerCase() + member.slice(1);
