import { xmlDocument, xmlElement, xmlText } from '../sts/xml.js';
import { type Bucket, createBucket } from './bucket.js';
import { isBucketName } from './bucket-name.js';
import { type S3Answer, type S3Call, XML_HEADERS } from './s3-call.js';
import { S3Error } from './s3-error.js';
import { S3_NAMESPACE } from './s3-namespace.js';

/** The account's buckets by name. */
export type Buckets = Map<string, Bucket>;

const CONFIGURATION =
  /^(?:<\?xml[^>]*\?>)?\s*<CreateBucketConfiguration[^>]*>\s*(?:<LocationConstraint>([^<]*)<\/LocationConstraint>)?\s*<\/CreateBucketConfiguration>\s*$/;

/** CreateBucket */
export function answerCreateBucket(
  { address: { bucket: name }, payload, now }: S3Call,
  buckets: Buckets,
  region: string,
): S3Answer {
  if (!isBucketName(name)) {
    throw new S3Error('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: name });
  }
  checkConfiguration(payload.bytes.toString('utf8'), region);
  if (buckets.has(name)) {
    throw new S3Error(
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
      409,
      { BucketName: name },
    );
  }
  buckets.set(name, createBucket(name, now));
  return { status: 200, headers: { location: `/${name}` } };
}

function checkConfiguration(body: string, region: string): void {
  if (body === '') return;
  const configuration = CONFIGURATION.exec(body);
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
export const answerHeadBucket = (region: string): S3Answer => ({
  status: 200,
  headers: { 'x-amz-bucket-region': region },
});

/** ListBuckets */
export function answerListBuckets(buckets: Buckets, accountId: string): S3Answer {
  const sorted = [...buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const body = xmlDocument(
    'ListAllMyBucketsResult',
    S3_NAMESPACE,
    xmlElement('Owner', xmlText('ID', accountId)),
    xmlElement(
      'Buckets',
      ...sorted.map(({ name, createdAt }) =>
        xmlElement('Bucket', xmlText('Name', name), xmlText('CreationDate', new Date(createdAt).toISOString())),
      ),
    ),
  );
  return { status: 200, headers: XML_HEADERS, body };
}
