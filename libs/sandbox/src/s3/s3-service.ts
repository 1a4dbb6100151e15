import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.js';
import type { SessionStore } from '../sts/session-store.js';
import { type Bucket, createBucket } from './bucket.js';
import { validateBucketNames } from './bucket-name.js';
import {
  answerCreateBucket,
  answerHeadBucket,
  answerListBuckets,
  type Buckets,
} from './bucket-operations.js';
import { answerList } from './list-objects.js';
import { deleteObject, getObject, putObject } from './object-operations.js';
import { readPayload } from './payload.js';
import { RequestLog, type S3Request } from './request-log.js';
import { bucketArn, objectArn, S3Access } from './s3-access.js';
import { type AuthenticatedRequest, authenticateS3Request } from './s3-authentication.js';
import type { S3Answer, S3Call } from './s3-call.js';
import { listConditionKeys, requestConditionKeys } from './s3-condition-keys.js';
import { accessDenied, noSuchBucket, notImplemented } from './s3-error.js';
import type { S3Operation } from './s3-operation.js';
import { parseS3Request, type S3RequestParts } from './s3-request-parts.js';
import { errorAnswer, newRequestId, sendAnswer } from './send-answer.js';
import { supportedParameters } from './unsupported.js';

/** What an `S3Service` is made of. */
export interface S3ServiceOptions {
  readonly clock: Clock;
  /** The Region that requests must be signed for. */
  readonly region: string;
  readonly sessions: SessionStore;
  /** Buckets that exist from the start. */
  readonly buckets: readonly string[];
  /** The path under which S3 is served, such as `/s3`. It is part of what clients sign. */
  readonly basePath: string;
}

type RequestRecord = { -readonly [Name in keyof S3Request]?: S3Request[Name] };

/**
 * An S3 with path-style addresses that enforces what AWS enforces: the signature, the session token, its expiry, the
 * time of signing, and IAM. Objects are in memory.
 */
export class S3Service {
  readonly #options: S3ServiceOptions;
  readonly #buckets: Buckets = new Map<string, Bucket>();
  readonly #log = new RequestLog();

  /** Throws an Error that names the option if a bucket name is not one that S3 takes. */
  constructor(options: S3ServiceOptions) {
    validateBucketNames(options.buckets, 'buckets');
    this.#options = options;
    for (const name of options.buckets) this.#buckets.set(name, createBucket(name, options.clock()));
  }

  /** The requests that came in, refused ones included, oldest first; the last 10,000. */
  get requests(): readonly S3Request[] {
    return this.#log.list();
  }

  clearRequests(): void {
    this.#log.clear();
  }

  bucketNames(): string[] {
    return [...this.#buckets.keys()].sort();
  }

  /** Answers one request. Never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const now = this.#options.clock();
    const requestId = newRequestId();
    const record: RequestRecord = {};
    let answer: S3Answer;
    try {
      answer = await this.#answer(request, record, now);
    } catch (error) {
      const refused = errorAnswer(error, requestId);
      record.errorCode = refused.code;
      answer = refused;
    }
    this.#log.add({ bucket: '', key: '', ...record, at: now, status: answer.status });
    if (!response.destroyed) sendAnswer(response, answer, requestId, now);
  }

  async #answer(request: IncomingMessage, record: RequestRecord, now: number): Promise<S3Answer> {
    const { basePath, clock, region, sessions } = this.#options;
    const parts = parseS3Request(request, basePath);
    const { address, operation } = parts;
    record.bucket = address.bucket;
    record.key = address.key;
    if (operation !== undefined) record.operation = operation.name;
    const authenticated = authenticateS3Request(parts, { clock, region, sessions }, (accessKeyId) => {
      record.accessKeyId = accessKeyId;
    });
    noteSigner(record, authenticated);
    if (operation === undefined) throw notImplemented('Method', parts.method);
    return this.#perform(request, operation, parts, authenticated, now);
  }

  async #perform(
    request: IncomingMessage,
    operation: S3Operation,
    parts: S3RequestParts,
    { signedBy, headers, presigned, contentSha256 }: AuthenticatedRequest,
    now: number,
  ): Promise<S3Answer> {
    const { region } = this.#options;
    const { address } = parts;
    const parameters = supportedParameters(operation, parts.query, headers, presigned);
    const { remoteAddress } = request.socket;
    const access = new S3Access(signedBy, requestConditionKeys({ remoteAddress, now, region }));
    const listKeys = operation.name === 'ListObjectsV2' ? listConditionKeys(parameters) : {};
    access.require(operation.action, resourceOf(operation, parts), listKeys);
    const expectedOwner = headers.get('x-amz-expected-bucket-owner');
    if (expectedOwner !== undefined && expectedOwner !== this.#accountId) throw accessDenied();
    const bucket = this.#bucketOf(operation, address.bucket);
    const payload = await readPayload(request, headers, contentSha256);
    const call: S3Call = { address, parameters, headers, payload, access, now };
    return bucket === undefined ? this.#onAccount(operation, call) : onBucket(operation, call, bucket, region);
  }

  get #accountId(): string {
    return this.#options.sessions.administrator.accountId;
  }

  #bucketOf({ on, name }: S3Operation, bucketName: string): Bucket | undefined {
    if (on === 'account' || name === 'CreateBucket') return undefined;
    const bucket = this.#buckets.get(bucketName);
    if (bucket === undefined) throw noSuchBucket(bucketName);
    return bucket;
  }

  #onAccount({ name }: S3Operation, call: S3Call): S3Answer {
    return name === 'CreateBucket'
      ? answerCreateBucket(call, this.#buckets, this.#options.region)
      : answerListBuckets(this.#buckets, this.#accountId);
  }
}
