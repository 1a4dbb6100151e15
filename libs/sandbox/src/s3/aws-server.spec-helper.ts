import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { DynamoDbService } from '../dynamodb/dynamodb-service.js';
import type { TableOptions } from '../dynamodb/table-options.js';
import type { PolicyDocument, PolicyStatement } from '../iam/policy-document.js';
import { SessionStore } from '../sts/session-store.js';
import type { Session, SessionRequest } from '../sts/session.js';
import { StsService } from '../sts/sts-service.js';
import { S3Service } from './s3-service.js';

export const ACCOUNT_ID = '123456789012';
export const REGION = 'eu-west-1';
export const BUCKET = 'documents';
export const ROLE_ARN = `arn:aws:iam::${ACCOUNT_ID}:role/app/customer`;
const silent = (): void => undefined;
const SUB = 'cognito-identity.amazonaws.com:sub';

/** The usual policy for one folder per user. */
export const OWN_FOLDER: readonly PolicyStatement[] = [
  {
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
    Resource: `arn:aws:s3:::${BUCKET}/private/\${${SUB}}/*`,
  },
  {
    Effect: 'Allow',
    Action: 's3:ListBucket',
    Resource: `arn:aws:s3:::${BUCKET}`,
    Condition: { StringLike: { 's3:prefix': `private/\${${SUB}}/*` } },
  },
  {
    Effect: 'Allow',
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${BUCKET}/tenants/\${aws:PrincipalTag/tenant}/*`,
  },
];

export const policyOf = (...Statement: readonly PolicyStatement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement,
});

/** A real HTTP server on loopback with S3 under `/s3`, and STS and DynamoDB on `/`. Only its clock is a double. */
export class AwsServer {
  now = Date.now();
  readonly clock = (): number => this.now;
  readonly sessions: SessionStore;
  readonly s3: S3Service;
  readonly sts: StsService;
  readonly dynamoDb: DynamoDbService;
  private readonly server: Server;

  constructor(statements: readonly PolicyStatement[] = OWN_FOLDER, tables: readonly TableOptions[] = []) {
    const { clock } = this;
    const roles = [{ roleArn: ROLE_ARN, policies: [policyOf(...statements)] }];
    this.sessions = new SessionStore({ clock, accountId: ACCOUNT_ID, roles });
    this.s3 = new S3Service({
      clock,
      region: REGION,
      sessions: this.sessions,
      buckets: [BUCKET],
      basePath: '/s3',
    });
    this.dynamoDb = new DynamoDbService({ clock, region: REGION, sessions: this.sessions, tables });
    this.sts = new StsService({ clock, sessions: this.sessions });
    this.server = createServer((request, response) => {
      void this.serviceOf(request).handle(request, response);
    });
  }

  private serviceOf({ url, headers }: IncomingMessage): S3Service | StsService | DynamoDbService {
    if (url?.startsWith('/s3')) return this.s3;
    return headers['x-amz-target'] === undefined ? this.sts : this.dynamoDb;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  private get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  session(identityId: string, request: Partial<SessionRequest> = {}): Session {
    return this.sessions.assumeRole({
      roleArn: ROLE_ARN,
      sessionName: 'CognitoIdentityCredentials',
      durationSeconds: 3600,
      ...request,
      conditionKeys: { [SUB]: identityId, ...request.conditionKeys },
    });
  }

  /** Options for an `S3Client`. Without a session it acts as the administrator. */
  s3Config(session?: Session) {
    return {
      endpoint: `${this.url}/s3`,
      region: REGION,
      forcePathStyle: true,
      maxAttempts: 1,
      logger: { debug: silent, info: silent, warn: silent, error: silent },
      credentials: this.credentials(session),
    };
  }

  /** Options for a `DynamoDBClient`. Without a session it acts as the administrator. */
  dynamoDbConfig(session?: Session) {
    return {
      endpoint: this.url,
      region: REGION,
      maxAttempts: 1,
      credentials: this.credentials(session),
    };
  }

  credentials(session?: Session): { accessKeyId: string; secretAccessKey: string; sessionToken?: string } {
    const { accessKeyId, secretAccessKey } = session ?? this.sessions.administrator;
    return { accessKeyId, secretAccessKey, ...(session ? { sessionToken: session.sessionToken } : {}) };
  }

  /** Sends bytes as they are, where a client would tidy them, and gives back the whole answer. */
  async raw(text: string): Promise<string> {
    const socket = connect(this.port, '127.0.0.1');
    socket.end(text, 'latin1');
    const chunks: Buffer[] = [];
    for await (const chunk of socket as AsyncIterable<Buffer>) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
  }
}
