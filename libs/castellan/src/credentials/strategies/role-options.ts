import { describeValue, readOptions, wrongOption } from '../../tokens/option-checks.js';
import type { ConfiguredRoles } from './configured-roles.js';

/** The roles that may be chosen other than the usual one. */
export interface RoleOptions {
  /**
   * Roles that a route may choose by `@AssumeRole(name)`: their ARNs, by names of your own. Default: none.
   *
   * @example
   * ```ts
   * import type { RoleOptions } from 'castellan/core';
   *
   * export const choices: RoleOptions = { roles: { editors: 'arn:aws:iam::123456789012:role/editors' } };
   * ```
   */
  readonly roles?: Readonly<Record<string, string>>;
}

const ROLE_ARN = /^arn:aws(?:-[a-z]+)*:iam::\d{12}:role\/[\x21-\x7e]{1,512}$/;

/** @throws ConfigurationError that names the option, what was found and what to write */
export function readRoleArn(value: unknown, path: string): string {
  if (typeof value === 'string' && ROLE_ARN.test(value)) return value;
  throw wrongOption(
    path,
    describeValue(value),
    'the ARN of a role, such as arn:aws:iam::123456789012:role/caller',
  );
}

/** @throws ConfigurationError that names the option, what was found and what to write */
export function readRoles(value: unknown, defaultRole: unknown, path: string): ConfiguredRoles {
  const given = value === undefined ? {} : readOptions(value, `${path}.roles`, namesOf(value));
  const roles = new Map(
    Object.entries(given).map(([name, arn]) => [name, readRoleArn(arn, `${path}.roles.${name}`)]),
  );
  if (defaultRole === undefined) return { roles, defaultRole };
  if (typeof defaultRole === 'string' && roles.has(defaultRole)) return { roles, defaultRole };
  throw wrongOption(
    `${path}.defaultRole`,
    describeValue(defaultRole),
    `a name in ${path}.roles, or leave it out`,
  );
}

function namesOf(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}
