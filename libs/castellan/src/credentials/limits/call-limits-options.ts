import { describeValue, readInteger, readOptions, wrongOption } from '../../tokens/option-checks.js';
import { CREDENTIALS_OPERATIONS, type CredentialsOperation } from './call-limits.js';

/** How many calls for credentials are made, and how long callers wait for their turn. */
export interface CallLimitsOptions {
  /**
   * The quotas of the AWS account in the pool's Region, in calls per second. Defaults: AWS's own, which are 25 for
   * `GetId`, 200 for `GetCredentialsForIdentity` and `GetOpenIdToken`, 50 for `GetOpenIdTokenForDeveloperIdentity`, and
   * 600 for `AssumeRoleWithWebIdentity` and `AssumeRole`. Calls stay below: nine tenths steadily, one tenth at once.
   */
  readonly perSecond?: Readonly<Partial<Record<CredentialsOperation, number>>>;
  /**
   * How many processes share the account's quotas, 1 to 10,000: each takes an equal part. Everything in the account
   * counts that makes these calls, sign-in pages that talk to the identity pool included. Default 1.
   */
  readonly processes?: number;
  /**
   * How long a caller waits for credentials at most, 100 to 60,000 milliseconds: for its turn, for another machine,
   * for AWS. Who would have to wait longer for a turn is refused at once, with 503 and `Retry-After`. Default 5,000.
   */
  readonly deadlineMilliseconds?: number;
}

/** Checked limits with every default filled in. */
export interface CallLimitsSettings {
  /** This process's part of the quotas, in calls per second. */
  readonly perSecond: Readonly<Record<CredentialsOperation, number>>;
  readonly deadlineMilliseconds: number;
}

/** What AWS allows by default. */
const QUOTAS: Readonly<Record<CredentialsOperation, number>> = {
  GetId: 25,
  GetCredentialsForIdentity: 200,
  GetOpenIdToken: 200,
  GetOpenIdTokenForDeveloperIdentity: 50,
  AssumeRoleWithWebIdentity: 600,
  AssumeRole: 600,
};

const HIGHEST_QUOTA = 1_000_000;

/** @throws ConfigurationError that says which option is wrong, what was found and what to write. */
export function resolveCallLimits(value: unknown, path: string): CallLimitsSettings {
  const options = readOptions(value ?? {}, path, ['perSecond', 'processes', 'deadlineMilliseconds']);
  const { perSecond = {}, processes = 1, deadlineMilliseconds = 5_000 } = options;
  const quotas = readOptions(perSecond, `${path}.perSecond`, CREDENTIALS_OPERATIONS);
  const parts = readInteger(processes, `${path}.processes`, 1, 10_000);
  const rateOf = (operation: CredentialsOperation): number =>
    readQuota(quotas[operation] ?? QUOTAS[operation], `${path}.perSecond.${operation}`) / parts;
  return {
    perSecond: Object.fromEntries(
      CREDENTIALS_OPERATIONS.map((operation) => [operation, rateOf(operation)]),
    ) as Record<CredentialsOperation, number>,
    deadlineMilliseconds: readInteger(deadlineMilliseconds, `${path}.deadlineMilliseconds`, 100, 60_000),
  };
}

function readQuota(value: unknown, path: string): number {
  if (typeof value === 'number' && value > 0 && value <= HIGHEST_QUOTA) return value;
  throw wrongOption(path, describeValue(value), `a number above 0 and up to ${HIGHEST_QUOTA}`);
}
