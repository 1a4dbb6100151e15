import type { Clock } from './clock.js';
import { assertKnownOptions } from './known-options.js';
import { oneOf, optionError } from './option-error.js';
import type { SandboxOptions } from './options.js';

const OPTIONS = [
  'port',
  'region',
  'accountId',
  'clock',
  'userPools',
  'identityPools',
  'roles',
  'buckets',
] as const satisfies (keyof SandboxOptions)[];

/** Every option, given or by default. */
export type CheckedOptions = Required<SandboxOptions>;

/** The options with their defaults, and the checks that concern the sandbox as a whole. */
export function checkedOptions(options: SandboxOptions): CheckedOptions {
  assertKnownOptions(options, OPTIONS, 'options');
  const checked = {
    port: options.port ?? 0,
    region: options.region ?? 'eu-west-1',
    accountId: options.accountId ?? '123456789012',
    clock: options.clock ?? (Date.now satisfies Clock),
    userPools: options.userPools ?? [],
    identityPools: options.identityPools ?? [],
    roles: options.roles ?? [],
    buckets: options.buckets ?? [],
  };
  const { port, region, accountId } = checked;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw optionError('port', port, 'Write a whole number from 0 to 65535; 0 is any free port.');
  }
  if (!/^[a-z]{2,4}(-[a-z]+)+-\d$/.test(region)) {
    throw optionError('region', region, 'Write an AWS Region, such as "eu-west-1".');
  }
  if (!/^\d{12}$/.test(accountId)) throw optionError('accountId', accountId, 'Write twelve digits.');
  return checked;
}

/** Groups name roles, and a role that does not exist would show only when a member asks for credentials. */
export function checkGroupRoles({ userPools, roles }: CheckedOptions): void {
  const known = roles.map(({ roleArn }) => roleArn);
  userPools.forEach(({ groups = [] }, poolIndex) =>
    groups.forEach(({ roleArn }, index) => {
      if (roleArn !== undefined && !known.includes(roleArn)) {
        const path = `userPools[${poolIndex}].groups[${index}].roleArn`;
        throw optionError(path, roleArn, `Write a role of this sandbox's "roles": ${oneOf(known)}.`);
      }
    }),
  );
}
