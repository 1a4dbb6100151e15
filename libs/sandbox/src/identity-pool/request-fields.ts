import { ServiceError } from '../http/service-error.js';
import { isRecord } from '../option-check.js';
import { REGIONAL_ID } from './identity-id.js';

/** The constraints of a string in the service model. */
export interface StringConstraints {
  readonly minimum: number;
  readonly maximum: number;
  readonly pattern?: string;
}

const ACCOUNT_ID: StringConstraints = { minimum: 1, maximum: 15, pattern: '\\d+' };
const ROLE_ARN: StringConstraints = { minimum: 20, maximum: 2048 };
const MAXIMUM_LOGINS = 10;
const PROVIDER_NAME: StringConstraints = { minimum: 1, maximum: 128 };
const TOKEN: StringConstraints = { minimum: 1, maximum: 50_000 };

/**
 * Reads the fields of a request and checks them against the service model. All violations are gathered and thrown at
 * once by `check()`, as AWS does.
 */
export class RequestFields {
  private readonly violations: string[] = [];

  constructor(private readonly input: Readonly<Record<string, unknown>>) {}

  accountId(): string | undefined {
    return this.optional('AccountId', ACCOUNT_ID);
  }

  identityPoolId(): string {
    return this.required('IdentityPoolId', REGIONAL_ID);
  }

  identityId(): string {
    return this.required('IdentityId', REGIONAL_ID);
  }

  customRoleArn(): string | undefined {
    return this.optional('CustomRoleArn', ROLE_ARN);
  }

  /** The tokens by provider name. Violations never show a value: it is a token. */
  logins(): Readonly<Record<string, string>> {
    const logins = this.input.Logins;
    if (logins === undefined || logins === null) return {};
    if (typeof logins !== 'object' || Array.isArray(logins)) throw notConvertible('a Map');
    const entries = Object.entries(logins).map(([key, value]) => [key, asString(value)] as const);
    if (entries.length > MAXIMUM_LOGINS) {
      this.violate('Value', 'Logins', `Member must have length less than or equal to ${MAXIMUM_LOGINS}`);
    }
    if (entries.some(([key]) => !hasLength(key, PROVIDER_NAME))) {
      this.violate('Value', 'Logins', `Map keys must satisfy constraint: [${lengths(PROVIDER_NAME)}]`);
    }
    if (entries.some(([, token]) => !hasLength(token, TOKEN))) {
      this.violate('Value', 'Logins', `Map value must satisfy constraint: [${lengths(TOKEN)}]`);
    }
    return Object.fromEntries(entries);
  }

  /** A map of strings, such as tags. */
  textMap(name: string): Readonly<Record<string, string>> | undefined {
    const map = this.input[name];
    if (map === undefined || map === null) return undefined;
    if (!isRecord(map)) throw notConvertible('a Map');
    return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, asString(value)]));
  }

  textList(name: string): readonly string[] | undefined {
    const list = this.input[name];
    if (list === undefined || list === null) return undefined;
    if (!Array.isArray(list)) throw notConvertible('a List');
    return list.map(asString);
  }

  /** Objects whose own fields the operation reads. */
  objectList(name: string): readonly Readonly<Record<string, unknown>>[] | undefined {
    const list = this.input[name];
    if (list === undefined || list === null) return undefined;
    if (!Array.isArray(list)) throw notConvertible('a List');
    return list.map((item: unknown) => {
      if (!isRecord(item)) throw notConvertible('a Structure');
      return item;
    });
  }

  flag(name: string): boolean | undefined {
    const value = this.input[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'boolean') throw notConvertible('a Boolean');
    return value;
  }

  integer(name: string, minimum: number, maximum: number): number | undefined {
    const value = this.input[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'number' || !Number.isInteger(value)) throw notConvertible('an Integer');
    if (value < minimum) {
      this.violate(`Value '${value}'`, name, `Member must have value greater than or equal to ${minimum}`);
    }
    if (value > maximum) {
      this.violate(`Value '${value}'`, name, `Member must have value less than or equal to ${maximum}`);
    }
    return value;
  }

  /** How many members a list may have. */
  length(name: string, length: number, minimum: number, maximum: number): void {
    if (length < minimum) {
      this.violate('Value', name, `Member must have length greater than or equal to ${minimum}`);
    }
    if (length > maximum) {
      this.violate('Value', name, `Member must have length less than or equal to ${maximum}`);
    }
  }

  /** For what has to be there and is no plain text. */
  present<T>(name: string, value: T | undefined, otherwise: T): T {
    if (value === undefined) this.violate('Value null', name, 'Member must not be null');
    return value ?? otherwise;
  }

  /** Throws if any field read so far breaks its constraints. */
  check(): void {
    const count = this.violations.length;
    if (count === 0) return;
    const errors = count === 1 ? 'validation error' : 'validation errors';
    throw new ServiceError(
      'ValidationException',
      `${count} ${errors} detected: ${this.violations.join('; ')}`,
    );
  }

  required(name: string, constraints: StringConstraints): string {
    const value = this.optional(name, constraints);
    if (value === undefined) this.violate('Value null', name, 'Member must not be null');
    return value ?? '';
  }

  optional(name: string, { minimum, maximum, pattern }: StringConstraints): string | undefined {
    const value = this.input[name];
    if (value === undefined || value === null) return undefined;
    const text = asString(value);
    const found = `Value '${text}'`;
    if (text.length < minimum) {
      this.violate(found, name, `Member must have length greater than or equal to ${minimum}`);
    }
    if (text.length > maximum) {
      this.violate(found, name, `Member must have length less than or equal to ${maximum}`);
    }
    if (pattern !== undefined && !new RegExp(`^${pattern}$`).test(text)) {
      this.violate(found, name, `Member must satisfy regular expression pattern: ${pattern}`);
    }
    return text;
  }

  private violate(found: string, name: string, constraint: string): void {
    const member = name.charAt(0).toLowerCase() + name.slice(1);
    this.violations.push(`${found} at '${member}' failed to satisfy constraint: ${constraint}`);
  }
}

function asString(value: unknown): string {
  if (typeof value !== 'string') throw notConvertible('a String');
  return value;
}

const notConvertible = (type: string): ServiceError =>
  new ServiceError('SerializationException', `A value of the request can not be converted to ${type}`);

const hasLength = (text: string, { minimum, maximum }: StringConstraints): boolean =>
  text.length >= minimum && text.length <= maximum;

const lengths = ({ minimum, maximum }: StringConstraints): string =>
  `Member must have length less than or equal to ${maximum}, ` +
  `Member must have length greater than or equal to ${minimum}`;
