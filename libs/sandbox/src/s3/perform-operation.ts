import { answerCreateBucket, answerHeadBucket, answerListBuckets } from './bucket-operations.js';
import { answerList } from './list-objects.js';
import { deleteObject, getObject, putObject } from './object-operations.js';
import type { S3Account } from './s3-account.js';
import type { S3Answer, S3Call } from './s3-call.js';
import type { S3OperationName } from './s3-operation.js';

/** Does what was asked. Throws an `S3Error` if it cannot be done. */
export function performOperation(name: S3OperationName, call: S3Call, account: S3Account): S3Answer {
  const bucketName = call.address.bucket;
  switch (name) {
    case 'ListBuckets':
      return answerListBuckets(account);
    case 'CreateBucket':
      return answerCreateBucket(call, account);
    case 'HeadBucket':
      return answerHeadBucket(account);
    case 'ListObjectsV2':
      return answerList(call, account.bucket(bucketName), account.accountId);
    case 'PutObject':
      return putObject(call, account.bucket(bucketName));
    case 'GetObject':
    case 'HeadObject':
      return getObject(call, account.bucket(bucketName));
    case 'DeleteObject':
      return deleteObject(call, account.bucket(bucketName));
  }
}
