import { xmlDocument, xmlElement, xmlText } from '../sts/xml.js';
import { isBucketName } from './bucket-name.js';
import { ownerElement } from './owner-element.js';
import type { S3Account } from './s3-account.js';
import { type S3Answer, type S3Call, XML_HEADERS } from './s3-call.js';
import { S3Error } from './s3-error.js';
import { S3_NAMESPACE } from './s3-namespace.js';

const MOST_CONFIGURATION_BYTES = 4 * 1024;

/** No two parts that stand side by side take the same character, so that the time to match is linear. */
const CONFIGURATION =
  /^(?:<\?xml[^>]*\?>)?\s*<CreateBucketConfiguration[^>]*>\s*(?:<LocationConstraint>([^<]*)<\/LocationConstraint>\s*)?<\/CreateBucketConfiguration>\s*$/;

/** CreateBucket */
export function answerCreateBucket(
  { address: { bucket: name }, payload, now }: S3Call,
  account: S3Account,
): S3Answer {
  if (!isBucketName(name)) {
    throw new S3Error('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: name });
  }
  checkConfiguration(payload.bytes, account.region);
  if (account.has(name)) {
    throw new S3Error(
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
      409,
      { BucketName: name },
    );
  }
  account.create(name, now);
  return { status: 200, headers: { location: `/${name}` } };
}

function checkConfiguration(body: Buffer, region: string): void {
  if (body.length === 0) return;
  if (body.length > MOST_CONFIGURATION_BYTES) {
    throw new S3Error('MaxMessageLengthExceeded', 'Your request was too big.', 400, {
      MaxMessageLengthBytes: String(MOST_CONFIGURATION_BYTES),
    });
  }
  const configuration = CONFIGURATION.exec(body.toString('utf8'));
  if (configuration === null) {
    throw new S3Error(
      'NotImplemented',
      'A CreateBucketConfiguration has nothing but a LocationConstraint here.',
      501,
    );
  }
  const constraint = configuration[1] ?? region;
  if (constraint !== region) {
    throw new S3Error(
      'IllegalLocationConstraintException',
      `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
      400,
    );
  }
}

/** HeadBucket */
export const answerHeadBucket = (account: S3Account): S3Answer => ({
  status: 200,
  headers: { 'x-amz-bucket-region': account.region },
});

/** ListBuckets */
export function answerListBuckets(account: S3Account): S3Answer {
  const body = xmlDocument(
    'ListAllMyBucketsResult',
    S3_NAMESPACE,
    ownerElement(account.accountId),
    xmlElement(
      'Buckets',
      ...account
        .list()
        .map(({ name, createdAt }) =>
          xmlElement(
            'Bucket',
            xmlText('Name', name),
            xmlText('CreationDate', new Date(createdAt).toISOString()),
          ),
        ),
    ),
  );
  return { status: 200, headers: XML_HEADERS, body };
}
