import type { RiskAction, RiskOptions } from '../../authentication-options.js';
import type { AuthenticationContext } from './authentication-context.js';
import { isInRanges } from './ip-ranges.js';

export type RiskLevel = 'Low' | 'Medium' | 'High';

export const RISK_LEVELS: readonly RiskLevel[] = ['Low', 'Medium', 'High'];

/** What counts as a risk in a pool and what is done about it, with every default filled in. */
export interface ThreatProtection {
  /** By the IP address that the application sends along. */
  readonly ipAddresses: ReadonlyMap<string, RiskLevel>;
  readonly actions: Readonly<Record<RiskLevel, RiskAction>>;
  readonly notify: boolean;
  readonly blockedIpRanges: readonly string[];
  readonly skippedIpRanges: readonly string[];
  readonly compromisedPasswords: ReadonlySet<string>;
  readonly compromisedPasswordAction: 'BLOCK' | 'NO_ACTION';
}

/** What is thought of one request. */
export interface RiskAssessment {
  readonly decision: 'NoRisk' | 'AccountTakeover' | 'Block';
  readonly level?: RiskLevel;
  readonly action: RiskAction;
}

const NO_RISK: RiskAssessment = { decision: 'NoRisk', action: 'NO_ACTION' };

/** Takes options that have been checked. */
export const createThreatProtection = (options: RiskOptions | undefined): ThreatProtection | undefined =>
  options && {
    ipAddresses: new Map(Object.entries(options.ipAddresses ?? {})),
    actions: { Low: 'NO_ACTION', Medium: 'NO_ACTION', High: 'NO_ACTION', ...options.actions },
    notify: options.notify ?? false,
    blockedIpRanges: options.blockedIpRanges ?? [],
    skippedIpRanges: options.skippedIpRanges ?? [],
    compromisedPasswords: new Set(options.compromisedPasswords),
    compromisedPasswordAction: 'BLOCK',
  };

/** Whether requests from there are refused, whoever they are for. */
export const isBlocked = (
  protection: ThreatProtection | undefined,
  { ipAddress }: AuthenticationContext,
): boolean =>
  protection !== undefined && ipAddress !== undefined && isInRanges(ipAddress, protection.blockedIpRanges);

/** The risk of a sign-in whose password was right. */
export function assessRisk(
  protection: ThreatProtection | undefined,
  { ipAddress }: AuthenticationContext,
): RiskAssessment {
  if (protection === undefined || ipAddress === undefined) return NO_RISK;
  if (isInRanges(ipAddress, protection.skippedIpRanges)) return NO_RISK;
  const level = protection.ipAddresses.get(ipAddress);
  if (level === undefined) return NO_RISK;
  const action = protection.actions[level];
  return { decision: action === 'BLOCK' ? 'Block' : 'AccountTakeover', level, action };
}
