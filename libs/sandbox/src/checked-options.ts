import type { Clock } from './clock.js';
import {
  assertArray,
  assertInteger,
  assertMatch,
  assertObject,
  assertRecord,
  isRecord,
} from './option-check.js';
import { oneOf, optionError } from './option-error.js';
import type { SandboxOptions } from './options.js';
import { checkAccessKey } from './sts/iam-user.js';

/** The names of all options. */
export const SANDBOX_OPTIONS = [
  'port',
  'region',
  'accountId',
  'clock',
  'quotas',
  'faults',
  'dataFolder',
  'userPools',
  'identityPools',
  'roles',
  'iamUsers',
  'openIdConnectProviders',
  'samlProviders',
  'publicLoginProviders',
  'administrator',
  'buckets',
  'tables',
] as const satisfies (keyof SandboxOptions)[];

const LISTS = [
  'userPools',
  'identityPools',
  'roles',
  'iamUsers',
  'openIdConnectProviders',
  'samlProviders',
  'buckets',
  'tables',
] as const satisfies (keyof SandboxOptions)[];

/** Every option, given or by default. */
export type CheckedOptions = Required<Omit<SandboxOptions, 'administrator' | 'dataFolder'>> &
  Pick<SandboxOptions, 'administrator' | 'dataFolder'>;

/** The options with their defaults, and the checks that concern the sandbox as a whole. */
export function checkedOptions(options: SandboxOptions): CheckedOptions {
  assertObject('options', options, SANDBOX_OPTIONS);
  const {
    port = 0,
    region = 'eu-west-1',
    accountId = '123456789012',
    clock = Date.now,
    quotas = false,
    faults = {},
    userPools = [],
    identityPools = [],
    roles = [],
    iamUsers = [],
    openIdConnectProviders = [],
    samlProviders = [],
    publicLoginProviders = {},
    buckets = [],
    tables = [],
    administrator,
    dataFolder,
  } = options;
  const checked = {
    ...{ port, region, accountId, clock, userPools, identityPools, roles, iamUsers, buckets },
    openIdConnectProviders,
    samlProviders,
    publicLoginProviders,
    tables,
    quotas,
    faults,
    ...(administrator !== undefined && { administrator }),
    ...(dataFolder !== undefined && { dataFolder }),
  };
  assertInteger('port', port, 0, 65_535);
  assertMatch('region', region, /^[a-z]{2,4}(-[a-z]+)+-\d$/, 'an AWS Region, such as "eu-west-1"');
  assertMatch('accountId', accountId, /^\d{12}$/, 'twelve digits');
  checkClock(clock);
  if (typeof quotas !== 'boolean' && !isRecord(quotas)) {
    throw optionError('quotas', quotas, 'Write true for those of AWS, or requests a second: { "GetId": 5 }.');
  }
  assertRecord('faults', faults);
  if (dataFolder !== undefined) assertMatch('dataFolder', dataFolder, /[^]/, 'the path of a folder');
  if (administrator !== undefined) {
    assertObject('administrator', administrator, ['accessKeyId', 'secretAccessKey']);
    checkAccessKey('administrator', administrator);
  }
  for (const list of LISTS) assertArray(list, checked[list]);
  return checked;
}

const WANTED_CLOCK = 'Write a function that gives milliseconds since the epoch, such as Date.now.';

/** Of a time that is no number every comparison is false: nothing would ever expire. */
function checkClock(clock: Clock): void {
  if (typeof clock !== 'function') throw optionError('clock', clock, WANTED_CLOCK);
  const time: unknown = clock();
  if (typeof time !== 'number' || Number.isNaN(new Date(time).getTime())) {
    throw optionError('clock()', time, WANTED_CLOCK);
  }
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
