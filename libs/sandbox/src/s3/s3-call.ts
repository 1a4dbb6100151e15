import type { Payload } from './payload.js';
import type { S3Access } from './s3-access.js';
import type { S3Address } from './s3-address.js';
import type { S3Headers } from './s3-headers.js';

/** A request that has been authenticated, authorized and read. */
export interface S3Call {
  readonly address: S3Address;
  readonly parameters: ReadonlyMap<string, string>;
  readonly headers: S3Headers;
  readonly payload: Payload;
  readonly access: S3Access;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** An answer, complete before its first byte is sent. */
export interface S3Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

export const XML_HEADERS = { 'content-type': 'application/xml' } as const;
