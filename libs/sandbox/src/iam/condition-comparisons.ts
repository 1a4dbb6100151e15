import { arnMatches } from './arn-pattern.js';
import type { PolicyReading } from './condition-context.js';
import { globMatches } from './glob.js';
import { ipRange, ipRangeContains } from './ip-range.js';
import { resolvePolicyText } from './policy-text.js';
import { policyDate, policyNumber } from './policy-values.js';

/** How one value of a request is compared with one value of a policy. */
export interface Comparison {
  /** Whether policy variables may stand in the policy's value. */
  readonly variables: boolean;
  /** What the policy's value must be, for the message that refuses another one. */
  readonly expects: string;
  accepts(policyValue: string): boolean;
  matches(actual: string, policyValue: string, reading: PolicyReading): boolean;
}

/** A value that a policy compares with, after its variables. A variable without a value equals nothing. */
const literal = (policyValue: string, reading: PolicyReading): string | undefined =>
  resolvePolicyText(policyValue, reading, 'literal')?.join('');

const text = (matches: Comparison['matches'], expects = 'text'): Comparison => ({
  variables: true,
  expects,
  accepts: () => true,
  matches,
});

export const stringEquals = text((actual, policyValue, reading) => actual === literal(policyValue, reading));

export const stringEqualsIgnoreCase = text(
  (actual, policyValue, reading) => actual.toLowerCase() === literal(policyValue, reading)?.toLowerCase(),
);

export const stringLike = text((actual, policyValue, reading) => {
  const pattern = resolvePolicyText(policyValue, reading, 'wildcards');
  return pattern !== undefined && globMatches(pattern, actual);
});

/** ArnEquals and ArnLike are the same, as AWS documents them. */
export const arnLike: Comparison = {
  ...text((actual, policyValue, reading) => {
    const pattern = resolvePolicyText(policyValue, reading, 'wildcards');
    return pattern !== undefined && arnMatches(pattern, actual);
  }, 'an ARN with its six parts'),
  accepts: (policyValue) => policyValue.includes('${') || policyValue.split(':').length >= 6,
};

function ordered(
  read: (text: string) => number | undefined,
  expects: string,
  holds: (actual: number, policyValue: number) => boolean,
): Comparison {
  return {
    variables: false,
    expects,
    accepts: (policyValue) => read(policyValue) !== undefined,
    matches(actual, policyValue) {
      const left = read(actual);
      const right = read(policyValue);
      return left !== undefined && right !== undefined && holds(left, right);
    },
  };
}

export const numeric = (holds: (actual: number, policyValue: number) => boolean): Comparison =>
  ordered(policyNumber, 'a decimal number', holds);

export const date = (holds: (actual: number, policyValue: number) => boolean): Comparison =>
  ordered(policyDate, 'an ISO 8601 date with a time zone, or seconds since the epoch', holds);

const isTruthValue = (value: string): boolean => /^(?:true|false)$/i.test(value);

export const bool: Comparison = {
  variables: false,
  expects: 'true or false',
  accepts: isTruthValue,
  matches: (actual, policyValue) => actual.toLowerCase() === policyValue.toLowerCase(),
};

export const ipAddress: Comparison = {
  variables: false,
  expects: 'an IP address or a range such as 203.0.113.0/24',
  accepts: (policyValue) => ipRange(policyValue) !== undefined,
  matches(actual, policyValue) {
    const range = ipRange(policyValue);
    return range !== undefined && ipRangeContains(range, actual);
  },
};
