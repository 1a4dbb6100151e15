import type { S3Address } from './s3-address.js';

/** The operations that the sandbox's S3 has. */
export type S3OperationName =
  | 'ListBuckets'
  | 'CreateBucket'
  | 'HeadBucket'
  | 'ListObjectsV2'
  | 'PutObject'
  | 'GetObject'
  | 'HeadObject'
  | 'DeleteObject';

/** An operation: how a request asks for it, and what it may bring along. Everything else is refused. */
export interface S3Operation {
  readonly name: S3OperationName;
  /** The IAM action that must be allowed. */
  readonly action: string;
  readonly method: string;
  readonly on: 'account' | 'bucket' | 'object';
  /** Whether its bucket must exist. */
  readonly needsBucket: boolean;
  readonly parameters: readonly string[];
  /** `x-amz-*` headers beyond those of every request; one that ends in `-` is a prefix. */
  readonly headers: readonly string[];
}

const LIST_TYPE = 'list-type';
const LIST_PARAMETERS = [
  LIST_TYPE,
  'prefix',
  'delimiter',
  'max-keys',
  'continuation-token',
  'start-after',
  'encoding-type',
  'fetch-owner',
];
const RESPONSE_PARAMETERS = [
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
];

const OPERATIONS: readonly S3Operation[] = [
  operation('ListBuckets', 's3:ListAllMyBuckets', 'GET', 'account'),
  operation('CreateBucket', 's3:CreateBucket', 'PUT', 'bucket', [], ['x-amz-checksum-']),
  operation('HeadBucket', 's3:ListBucket', 'HEAD', 'bucket'),
  operation('ListObjectsV2', 's3:ListBucket', 'GET', 'bucket', LIST_PARAMETERS),
  operation('PutObject', 's3:PutObject', 'PUT', 'object', [], ['x-amz-meta-', 'x-amz-checksum-']),
  operation('GetObject', 's3:GetObject', 'GET', 'object', RESPONSE_PARAMETERS, ['x-amz-checksum-mode']),
  operation('HeadObject', 's3:GetObject', 'HEAD', 'object', RESPONSE_PARAMETERS, ['x-amz-checksum-mode']),
  operation('DeleteObject', 's3:DeleteObject', 'DELETE', 'object'),
];

function operation(
  name: S3OperationName,
  action: string,
  method: string,
  on: S3Operation['on'],
  parameters: readonly string[] = [],
  headers: readonly string[] = [],
): S3Operation {
  const needsBucket = on !== 'account' && name !== 'CreateBucket';
  return { name, action, method, on, needsBucket, parameters, headers };
}

/** The operation that method and address ask for, if it is one the sandbox has. */
export function findOperation(method: string, { bucket, key }: S3Address): S3Operation | undefined {
  const on = bucket === '' ? 'account' : key === '' ? 'bucket' : 'object';
  return OPERATIONS.find((candidate) => candidate.method === method && candidate.on === on);
}
