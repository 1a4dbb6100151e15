import { ServiceError } from '../../http/service-error.js';
import type { RiskAction } from '../../authentication-options.js';
import type { OperationInput } from '../operation-input.js';
import { refusals } from '../refusals.js';
import { isIpRange } from '../risk/ip-ranges.js';
import { RISK_LEVELS, type ThreatProtection } from '../risk/threat-protection.js';
import type { UserPool } from '../user-pool.js';
import type { RunOperation } from './operation.js';
import { poolOf } from './request-subjects.js';

const ACTIONS = ['BLOCK', 'MFA_IF_CONFIGURED', 'MFA_REQUIRED', 'NO_ACTION'] as const;

/** `DescribeRiskConfiguration` */
export const describeRiskConfiguration: RunOperation = async (input, { pools }) => {
  const pool = poolOf(input, pools);
  input.refuse('ClientId');
  return { RiskConfiguration: wireRisk(pool, protectionOf(pool)) };
};

/** `SetRiskConfiguration`, of the pool as a whole. What is not named stays. It is not kept when the sandbox ends. */
export const setRiskConfiguration: RunOperation = async (input, { pools }) => {
  const pool = poolOf(input, pools);
  input.refuse('ClientId');
  const before = protectionOf(pool);
  const takeover = input.optionalStructure('AccountTakeoverRiskConfiguration');
  takeover?.refuse('NotifyConfiguration');
  const compromised = input.optionalStructure('CompromisedCredentialsRiskConfiguration');
  compromised?.refuse('EventFilter');
  const exceptions = input.optionalStructure('RiskExceptionConfiguration');
  const after: ThreatProtection = {
    ...before,
    ...(takeover !== undefined && takeoverOf(takeover.optionalStructure('Actions'))),
    ...(compromised !== undefined && { compromisedPasswordAction: compromisedAction(compromised) }),
    ...(exceptions !== undefined && {
      blockedIpRanges: rangesOf(exceptions, 'BlockedIPRangeList'),
      skippedIpRanges: rangesOf(exceptions, 'SkippedIPRangeList'),
    }),
  };
  pool.risk = after;
  return { RiskConfiguration: wireRisk(pool, after) };
};

function protectionOf({ risk }: UserPool): ThreatProtection {
  if (risk !== undefined) return risk;
  throw new ServiceError('UserPoolAddOnNotEnabledException', 'User pool add-ons are not enabled.');
}

/** Told of one level is told of all: there is one switch. */
function takeoverOf(actions: OperationInput | undefined): Pick<ThreatProtection, 'actions' | 'notify'> {
  const action = (level: string): RiskAction =>
    (actions?.optionalStructure(`${level}Action`)?.string('EventAction', { max: 32, oneOf: ACTIONS }) as
      RiskAction | undefined) ?? 'NO_ACTION';
  const notify = RISK_LEVELS.some(
    (level) => actions?.optionalStructure(`${level}Action`)?.optionalBoolean('Notify') === true,
  );
  return {
    actions: { Low: action('Low'), Medium: action('Medium'), High: action('High') },
    notify,
  };
}

const compromisedAction = (compromised: OperationInput): 'BLOCK' | 'NO_ACTION' =>
  compromised
    .optionalStructure('Actions')
    ?.string('EventAction', { max: 16, oneOf: ['BLOCK', 'NO_ACTION'] }) === 'BLOCK'
    ? 'BLOCK'
    : 'NO_ACTION';

function rangesOf(exceptions: OperationInput, member: string): readonly string[] {
  const ranges = exceptions.optionalStringList(member) ?? [];
  if (!ranges.every(isIpRange))
    throw refusals.invalidParameter(`${member}: expected addresses in CIDR notation`);
  return ranges;
}

const wireRisk = (pool: UserPool, protection: ThreatProtection): object => ({
  UserPoolId: pool.userPoolId,
  AccountTakeoverRiskConfiguration: {
    Actions: Object.fromEntries(
      RISK_LEVELS.map((level) => [
        `${level}Action`,
        { Notify: protection.notify, EventAction: protection.actions[level] },
      ]),
    ),
  },
  CompromisedCredentialsRiskConfiguration: {
    Actions: { EventAction: protection.compromisedPasswordAction },
  },
  RiskExceptionConfiguration: {
    BlockedIPRangeList: protection.blockedIpRanges,
    SkippedIPRangeList: protection.skippedIpRanges,
  },
});
