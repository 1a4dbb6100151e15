import type { IncomingMessage } from 'node:http';
import { HeaderFields } from '../sigv4/header-fields.js';
import { parseRequestTarget, type QueryParameter } from '../sigv4/request-target.js';
import { parseS3Address, type S3Address } from './s3-address.js';
import { invalidUri } from './s3-error.js';
import { findOperation, type S3Operation } from './s3-operation.js';

/** The head of a request, taken apart and not yet believed. */
export interface S3RequestParts {
  readonly method: string;
  readonly address: S3Address;
  readonly query: readonly QueryParameter[];
  readonly fields: HeaderFields;
  /** `undefined` if the sandbox has no such operation. */
  readonly operation: S3Operation | undefined;
}

/** Throws an `S3Error` if the request target cannot be read. */
export function parseS3Request(request: IncomingMessage, basePath: string): S3RequestParts {
  const { method = '', url = '', rawHeaders } = request;
  const target = parseRequestTarget(url);
  if (target === undefined) throw invalidUri();
  const address = parseS3Address(target.rawPath, basePath);
  return {
    method,
    address,
    query: target.query,
    fields: new HeaderFields(rawHeaders),
    operation: findOperation(method, address),
  };
}
