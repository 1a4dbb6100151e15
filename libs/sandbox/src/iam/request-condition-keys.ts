import type { ConditionKeys } from './condition-context.js';

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
