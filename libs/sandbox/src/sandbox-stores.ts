import type { DynamoDbService } from './dynamodb/dynamodb-service.js';
import { S3_PATH } from './http/sandbox-routes.js';
import type { S3Service } from './s3/s3-service.js';

/** The S3 of a sandbox. */
export interface SandboxS3 {
  /** The endpoint for `@aws-sdk/client-s3`, to be used with `forcePathStyle: true`. */
  readonly endpoint: string;
  /** What was asked of it, and how it was answered, in order. */
  readonly requests: S3Service['requests'];
  clearRequests(): void;
}

/** The DynamoDB of a sandbox. */
export interface SandboxDynamoDb {
  /** The endpoint for `@aws-sdk/client-dynamodb`. */
  readonly endpoint: string;
  /** What was asked of it, and how it was answered, in order. */
  readonly requests: DynamoDbService['requests'];
  clearRequests(): void;
}

export const sandboxS3 = (url: string, s3: S3Service): SandboxS3 => ({
  endpoint: url + S3_PATH,
  requests: s3.requests,
  clearRequests: () => s3.clearRequests(),
});

export const sandboxDynamoDb = (url: string, dynamoDb: DynamoDbService): SandboxDynamoDb => ({
  endpoint: url,
  requests: dynamoDb.requests,
  clearRequests: () => dynamoDb.clearRequests(),
});
