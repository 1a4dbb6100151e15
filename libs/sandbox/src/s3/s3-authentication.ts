import type { Clock } from '../clock.js';
import { authenticate, readSignature } from '../sigv4/authenticate.js';
import { isPresigned } from '../sigv4/presigned-query.js';
import type { SignatureClaim } from '../sigv4/signature-claim.js';
import { SignatureRefusal } from '../sigv4/signature-refusal.js';
import type { SessionStore } from '../sts/session-store.js';
import type { SignedBy } from '../sts/signed-by.js';
import { UNSIGNED_PAYLOAD } from './payload-kind.js';
import { invalidRequest } from './s3-error.js';
import { s3Refusal } from './s3-refusal.js';
import type { S3RequestParts } from './s3-request-parts.js';

const CONTENT_SHA256 = 'x-amz-content-sha256';

/** How a request says it is signed. */
export interface S3Signature {
  readonly claim: SignatureClaim;
  /** Whether the signature stands in the query. */
  readonly presigned: boolean;
  /** The hash of the body, or what stands in its place. It is signed, and the body is read by it. */
  readonly contentSha256: string;
}

/** Throws an `S3Error` if there is no signature that can be read. */
export function readS3Signature({ query, fields }: S3RequestParts): S3Signature {
  const presigned = isPresigned(query);
  const claim = inS3Words(presigned, () => readSignature({ query, headers: fields }));
  const inQuery = presigned ? query.find(([name]) => name === 'X-Amz-Content-Sha256')?.[1] : undefined;
  const contentSha256 = fields.get(CONTENT_SHA256) ?? inQuery ?? (presigned ? UNSIGNED_PAYLOAD : undefined);
  if (contentSha256 === undefined)
    throw invalidRequest(`Missing required header for this request: ${CONTENT_SHA256}`);
  return { claim, presigned, contentSha256 };
}

/** Who signed the request. Throws an `S3Error` if it is not signed rightly. */
export function authenticateS3Request(
  { method, address, query, fields }: S3RequestParts,
  { claim, presigned, contentSha256 }: S3Signature,
  {
    clock,
    region,
    sessions,
  }: { readonly clock: Clock; readonly region: string; readonly sessions: SessionStore },
): SignedBy {
  const authenticator = {
    clock,
    region,
    service: 's3',
    find: (accessKeyId: string) => sessions.find(accessKeyId),
  };
  const { canonicalPath } = address;
  return inS3Words(presigned, () =>
    authenticate(authenticator, claim, {
      method,
      canonicalPath,
      query,
      headers: fields,
      payloadHash: contentSha256,
    }),
  );
}

function inS3Words<T>(presigned: boolean, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof SignatureRefusal ? s3Refusal(error, presigned) : error;
  }
}
