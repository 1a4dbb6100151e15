import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.js';
import { partitionOf } from '../iam/partition.js';
import { requestConditionKeys } from '../iam/request-condition-keys.js';
import type { SessionStore } from '../sts/session-store.js';
import type { SignedBy } from '../sts/signed-by.js';
import { readPayload } from './payload.js';
import { performOperation } from './perform-operation.js';
import { RequestLog, type S3Request } from './request-log.js';
import { bucketArn, objectArn, S3Access } from './s3-access.js';
import type { StoredObject } from './bucket.js';
import { type BucketState, bucketState, restoreBucket } from './bucket-state.js';
import { S3Account } from './s3-account.js';
import { authenticateS3Request, readS3Signature, type S3Signature } from './s3-authentication.js';
import type { S3Answer } from './s3-call.js';
import { listConditionKeys } from './s3-condition-keys.js';
import { accessDenied, notImplemented } from './s3-error.js';
import { S3Headers } from './s3-headers.js';
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
  readonly #account: S3Account;
  readonly #log = new RequestLog();

  /** Throws an Error that names the option if a bucket name is not one that S3 takes. */
  constructor(options: S3ServiceOptions) {
    const { accountId } = options.sessions.administrator;
    this.#options = options;
    this.#account = new S3Account(accountId, options.region, options.buckets, options.clock());
  }

  /** The requests that came in, refused ones included, oldest first; the last 10,000. */
  get requests(): readonly S3Request[] {
    return this.#log.list();
  }

  clearRequests(): void {
    this.#log.clear();
  }

  bucketNames(): string[] {
    return this.#account.list().map(({ name }) => name);
  }

  /** All buckets. @param keep - Keeps the bytes of an object and gives the name they are found by. */
  async state(keep: (object: StoredObject) => Promise<string>): Promise<readonly BucketState[]> {
    const kept: BucketState[] = [];
    for (const bucket of this.#account.list()) kept.push(await bucketState(bucket, keep));
    return kept;
  }

  /** Brings back what was kept. */
  async restore(buckets: readonly BucketState[], read: (name: string) => Promise<Buffer>): Promise<void> {
    for (const state of buckets) {
      if (!this.#account.has(state.name)) this.#account.create(state.name, state.createdAt);
      await restoreBucket(this.#account.bucket(state.name), state, read);
    }
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
    try {
      sendAnswer(response, answer, requestId, now);
    } catch {
      // The client is gone, or the head cannot be written; there is nobody or no way to tell.
      response.destroy();
    }
  }

  async #answer(request: IncomingMessage, record: RequestRecord, now: number): Promise<S3Answer> {
    const parts = parseS3Request(request, this.#options.basePath);
    const { address, operation } = parts;
    record.bucket = address.bucket;
    record.key = address.key;
    if (operation !== undefined) record.operation = operation.name;
    const signature = readS3Signature(parts);
    record.accessKeyId = signature.claim.credential.accessKeyId;
    const signedBy = authenticateS3Request(parts, signature, this.#options);
    noteSession(record, signedBy);
    if (operation === undefined) throw notImplemented('Method', parts.method);
    return this.#perform(request, operation, parts, signature, signedBy, now);
  }

  async #perform(
    request: IncomingMessage,
    operation: S3Operation,
    { address, query, fields }: S3RequestParts,
    { presigned, contentSha256 }: S3Signature,
    signedBy: SignedBy,
    now: number,
  ): Promise<S3Answer> {
    const headers = new S3Headers(fields, query, presigned);
    const parameters = supportedParameters(operation, query, headers, presigned);
    const { remoteAddress } = request.socket;
    const { region } = this.#options;
    const partition = partitionOf(region);
    const access = new S3Access(signedBy, requestConditionKeys({ remoteAddress, now, region }), partition);
    const { bucket, key } = address;
    const resources = {
      account: undefined,
      bucket: bucketArn(partition, bucket),
      object: objectArn(partition, bucket, key),
    };
    const listKeys = operation.name === 'ListObjectsV2' ? listConditionKeys(parameters) : {};
    access.require(operation.action, resources[operation.on], listKeys);
    const expectedOwner = headers.get('x-amz-expected-bucket-owner') ?? this.#account.accountId;
    if (expectedOwner !== this.#account.accountId) throw accessDenied();
    // Before the body is read, so that nobody uploads into nothing.
    if (operation.needsBucket) this.#account.bucket(bucket);
    const payload = await readPayload(request, headers, contentSha256);
    return performOperation(
      operation.name,
      { address, parameters, headers, payload, access, now },
      this.#account,
    );
  }
}

/** Only after the signature: before it, a request may name the key of anybody. */
function noteSession(record: RequestRecord, signedBy: SignedBy): void {
  if (signedBy.kind !== 'session') return;
  record.roleArn = signedBy.session.roleArn;
  const identityId = signedBy.session.conditionKeys['cognito-identity.amazonaws.com:sub'];
  if (typeof identityId === 'string') record.identityId = identityId;
}
