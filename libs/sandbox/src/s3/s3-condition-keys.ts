import type { ConditionKeys } from '../iam/condition-context.js';

/** What is known of the connection and the moment of a request. */
export interface RequestFacts {
  readonly remoteAddress: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly region: string;
}

/** The condition keys that every request has. */
export function requestConditionKeys({ remoteAddress, now, region }: RequestFacts): ConditionKeys {
  return {
    'aws:CurrentTime': new Date(now).toISOString(),
    'aws:EpochTime': String(Math.floor(now / 1000)),
    'aws:RequestedRegion': region,
    'aws:SecureTransport': 'false',
    // A dual-stack socket writes an IPv4 address as an IPv6 one.
    'aws:SourceIp': remoteAddress === undefined ? [] : [remoteAddress.replace(/^::ffff:/, '')],
  };
}

const LIST_KEYS: Readonly<Record<string, string>> = {
  prefix: 's3:prefix',
  delimiter: 's3:delimiter',
  'max-keys': 's3:max-keys',
};

/** The condition keys of a list. A parameter that was not sent has no key, as on AWS. */
export function listConditionKeys(parameters: ReadonlyMap<string, string>): ConditionKeys {
  const keys: Record<string, string> = {};
  for (const [parameter, key] of Object.entries(LIST_KEYS)) {
    const value = parameters.get(parameter);
    if (value !== undefined) keys[key] = value;
  }
  return keys;
}
