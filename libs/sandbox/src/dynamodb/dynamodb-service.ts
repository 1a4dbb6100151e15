import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.js';
import { ConnectionFault } from '../http/connection-fault.js';
import { partitionOf } from '../iam/partition.js';
import { requestConditionKeys } from '../iam/request-condition-keys.js';
import { SignerAccess } from '../iam/signer-access.js';
import { isRecord } from '../option-check.js';
import { authenticate, readSignature } from '../sigv4/authenticate.js';
import { readBodyBytes } from '../sigv4/body-bytes.js';
import { HeaderFields } from '../sigv4/header-fields.js';
import { parseRequestTarget } from '../sigv4/request-target.js';
import { SignatureRefusal } from '../sigv4/signature-refusal.js';
import type { SessionStore } from '../sts/session-store.js';
import type { SignedBy } from '../sts/signed-by.js';
import { DynamoDbError, serializationError } from './dynamodb-error.js';
import { dynamoDbRefusal } from './dynamodb-refusal.js';
import type { Operation, OperationContext } from './operations/operation.js';
import { OPERATIONS } from './operations/operation-table.js';
import { refuseUnknown } from './operations/parameters.js';
import { type DynamoDbRequest, DynamoDbRequestLog } from './request-log.js';
import { type DynamoDbAnswer, errorAnswer, sendAnswer } from './send-answer.js';
import { snapshotOf, tableOf, type TableSnapshot } from './snapshot.js';
import { type TableOptions, tableSchemas } from './table-options.js';
import { Tables } from './tables/tables.js';

const TARGET_PREFIX = 'DynamoDB_20120810.';
const MOST_BODY_BYTES = 1024 * 1024;

/** What a `DynamoDbService` is made of. */
export interface DynamoDbServiceOptions {
  readonly clock: Clock;
  /** The Region that requests must be signed for. */
  readonly region: string;
  readonly sessions: SessionStore;
  /** Tables that exist from the start. */
  readonly tables: readonly TableOptions[];
}

/** Awaited before each operation; what it throws is the answer. */
export type BeforeDynamoDbCall = (operation: string) => Promise<void>;

type RequestRecord = { -readonly [Name in keyof DynamoDbRequest]?: DynamoDbRequest[Name] };

/**
 * A DynamoDB in its JSON protocol that enforces what AWS enforces: the signature, the session token, its expiry, the
 * time of signing, and IAM. Items are in memory.
 */
export class DynamoDbService {
  readonly #options: DynamoDbServiceOptions;
  readonly #accountId: string;
  readonly #tables = new Tables();
  readonly #log = new DynamoDbRequestLog();

  /** Throws an Error that names the option if a table is not one that DynamoDB takes. */
  constructor(options: DynamoDbServiceOptions) {
    this.#options = options;
    this.#accountId = options.sessions.administrator.accountId;
    for (const schema of tableSchemas(options.tables)) this.#tables.create(schema, options.clock());
  }

  /** Whether an `X-Amz-Target` is meant for DynamoDB. */
  static isDynamoDbTarget(target: string): boolean {
    return target.startsWith(TARGET_PREFIX);
  }

  /** The requests that came in, refused ones included, oldest first; the last 10,000. */
  get requests(): readonly DynamoDbRequest[] {
    return this.#log.list();
  }

  clearRequests(): void {
    this.#log.clear();
  }

  tableNames(): string[] {
    return this.#tables.list().map(({ schema }) => schema.tableName);
  }

  /** All tables and items as JSON. */
  snapshot(): readonly TableSnapshot[] {
    return this.#tables.list().map(snapshotOf);
  }

  /** Replaces all tables by those of a snapshot. Throws an Error that names the place for what is none. */
  restore(snapshot: readonly TableSnapshot[]): void {
    const tables = snapshot.map((table, index) => tableOf(table, `tables[${index}]`));
    this.#tables.clear();
    for (const table of tables) this.#tables.restore(table);
  }

  /** Answers one request. Rejects only with a `ConnectionFault`, which is for whoever has the connection. */
  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    beforeCall?: BeforeDynamoDbCall,
  ): Promise<void> {
    const now = this.#options.clock();
    const record: RequestRecord = {};
    let answer: DynamoDbAnswer;
    try {
      answer = { status: 200, body: await this.#answer(request, record, now, beforeCall) };
    } catch (error) {
      if (error instanceof ConnectionFault) throw error;
      answer = errorAnswer(error instanceof SignatureRefusal ? dynamoDbRefusal(error) : error);
    }
    const { status, errorCode } = answer;
    this.#log.add({ ...record, at: now, status, ...(errorCode !== undefined && { errorCode }) });
    try {
      sendAnswer(response, answer, randomUUID(), now);
    } catch {
      // The client is gone; there is nobody to tell.
      response.destroy();
    }
  }

  async #answer(
    request: IncomingMessage,
    record: RequestRecord,
    now: number,
    beforeCall: BeforeDynamoDbCall | undefined,
  ): Promise<object> {
    const name = operationName(request);
    const operation = OPERATIONS.get(name);
    if (operation !== undefined) record.operation = name;
    const body = await readBodyBytes(request, MOST_BODY_BYTES);
    if (body === undefined) {
      throw serializationError(`A body has at most ${MOST_BODY_BYTES} bytes here.`);
    }
    const signedBy = this.#authenticate(request, body);
    noteSession(record, signedBy);
    if (operation === undefined) {
      throw new DynamoDbError('UnknownOperationException', `The sandbox has no operation ${name}.`);
    }
    await beforeCall?.(name);
    return this.#perform(name, operation, parseInput(body), {
      record,
      now,
      access: new SignerAccess(signedBy, this.#requestKeys(request, now)),
    });
  }

  #authenticate(request: IncomingMessage, body: Buffer): SignedBy {
    const { clock, region, sessions } = this.#options;
    const target = parseRequestTarget(request.url ?? '');
    if (request.method !== 'POST' || target?.rawPath !== '/') {
      throw new DynamoDbError('UnknownOperationException', 'DynamoDB is called as POST /.');
    }
    const parts = {
      method: 'POST',
      canonicalPath: '/',
      query: target.query,
      headers: new HeaderFields(request.rawHeaders),
      payloadHash: createHash('sha256').update(body).digest('hex'),
    };
    const authenticator = { clock, region, service: 'dynamodb', find: (id: string) => sessions.find(id) };
    return authenticate(authenticator, readSignature(parts), parts);
  }

  #requestKeys({ socket: { remoteAddress } }: IncomingMessage, now: number) {
    return requestConditionKeys({ remoteAddress, now, region: this.#options.region });
  }

  #perform(
    name: string,
    operation: Operation,
    input: Readonly<Record<string, unknown>>,
    { record, now, access }: { record: RequestRecord; now: number; access: SignerAccess },
  ): object {
    if (typeof input.TableName === 'string') record.tableName = input.TableName.slice(0, 255);
    refuseUnknown(name, input, operation.parameters);
    const { region } = this.#options;
    const arnPrefix = `arn:${partitionOf(region)}:dynamodb:${region}:${this.#accountId}:`;
    const context: OperationContext = {
      tables: this.#tables,
      now,
      arn: (resource) => arnPrefix + resource,
      require: (resource, keys = {}) => {
        const refusal = access.refusal({
          action: `dynamodb:${name}`,
          resource,
          shownResource: resource,
          keys,
        });
        if (refusal !== undefined) throw new DynamoDbError('AccessDeniedException', refusal);
      },
    };
    return operation.perform(input, context);
  }
}

function operationName({ headers }: IncomingMessage): string {
  const target = headers['x-amz-target'];
  return typeof target === 'string' && DynamoDbService.isDynamoDbTarget(target)
    ? target.slice(TARGET_PREFIX.length)
    : '';
}

function parseInput(body: Buffer): Readonly<Record<string, unknown>> {
  let input: unknown;
  try {
    input = JSON.parse(body.toString('utf8'));
  } catch {
    throw serializationError('The body is not JSON.');
  }
  if (!isRecord(input)) throw serializationError('The body is not a JSON object.');
  return input;
}

/** Only after the signature: before it, a request may name the key of anybody. */
function noteSession(record: RequestRecord, signedBy: SignedBy): void {
  if (signedBy.kind !== 'session') return;
  record.roleArn = signedBy.session.roleArn;
  const identityId = signedBy.session.conditionKeys['cognito-identity.amazonaws.com:sub'];
  if (typeof identityId === 'string') record.identityId = identityId;
}
