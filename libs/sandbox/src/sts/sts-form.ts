import { ServiceError } from '../http/service-error.js';
import { decodeFormText } from '../sigv4/request-target.js';

const VERSION = '2011-06-15';

interface TextRule {
  readonly minimum: number;
  readonly maximum: number;
  readonly pattern?: RegExp;
}

/** The form of a call to STS: AWS's query protocol. */
export class StsForm {
  private constructor(
    readonly action: string,
    private readonly fields: ReadonlyMap<string, string>,
  ) {}

  /** Throws a `ServiceError` for what is no form with an Action of this version. */
  static parse(body: string): StsForm {
    const fields = new Map<string, string>();
    for (const pair of body.split('&')) {
      if (pair === '') continue;
      const [name, value, ...rest] = pair.split('=').map(decodeFormText);
      if (name === undefined || value === undefined || rest.length > 0 || fields.has(name)) {
        throw new ServiceError('MalformedQueryString', 'Each field of the form is name=value, once.');
      }
      fields.set(name, value);
    }
    const action = fields.get('Action');
    if (action === undefined) throw new ServiceError('MissingAction', 'The form has no field Action.');
    const version = fields.get('Version');
    if (version !== VERSION) throw noSuchAction(action, version);
    return new StsForm(action, fields);
  }

  /** Throws `ValidationError` if the field is missing or breaks the service model. */
  required(name: string, rule: TextRule): string {
    const value = this.optional(name, rule);
    if (value === undefined) throw validationError('Value null', name, 'Member must not be null');
    return value;
  }

  optional(name: string, { minimum, maximum, pattern }: TextRule): string | undefined {
    const value = this.fields.get(name);
    if (value === undefined) return undefined;
    // A token or a policy is not repeated in an error.
    const found = maximum > 256 ? 'Value' : `Value '${value}'`;
    if (value.length < minimum) {
      throw validationError(found, name, `Member must have length greater than or equal to ${minimum}`);
    }
    if (value.length > maximum) {
      throw validationError(found, name, `Member must have length less than or equal to ${maximum}`);
    }
    if (pattern !== undefined && !pattern.test(value)) {
      throw validationError(
        found,
        name,
        `Member must satisfy regular expression pattern: ${pattern.source.slice(1, -1)}`,
      );
    }
    return value;
  }

  durationSeconds(): number | undefined {
    const text = this.optional('DurationSeconds', { minimum: 1, maximum: 10, pattern: /^\d+$/ });
    if (text === undefined) return undefined;
    const seconds = Number(text);
    if (seconds < 900) {
      throw validationError(
        `Value '${text}'`,
        'DurationSeconds',
        'Member must have value greater than or equal to 900',
      );
    }
    if (seconds > 43_200) {
      throw validationError(
        `Value '${text}'`,
        'DurationSeconds',
        'Member must have value less than or equal to 43200',
      );
    }
    return seconds;
  }

  /** The members of a list, `Name.member.1`, `Name.member.2`, each with the given suffix. */
  list(name: string, suffix = ''): readonly string[] {
    const values: string[] = [];
    for (let index = 1; ; index++) {
      const value = this.fields.get(`${name}.member.${index}${suffix}`);
      if (value === undefined) return values;
      values.push(value);
    }
  }

  /** Refuses fields that have a meaning at AWS and none here: passing them over could grant more than was meant. */
  refuse(...names: readonly string[]): void {
    const found = [...this.fields.keys()].find((field) => names.includes(field.split('.', 1).join('')));
    if (found !== undefined) {
      throw new ServiceError('ValidationError', `The sandbox does not have the parameter ${found}.`);
    }
  }
}

export const noSuchAction = (action: string, version = 'NO_VERSION_SPECIFIED'): ServiceError =>
  new ServiceError('InvalidAction', `Could not find operation ${action} for version ${version}`);

function validationError(found: string, name: string, constraint: string): ServiceError {
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  return new ServiceError(
    'ValidationError',
    `1 validation error detected: ${found} at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}
