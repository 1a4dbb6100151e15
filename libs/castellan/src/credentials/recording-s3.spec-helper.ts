import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { close, listen, readBody } from './http-server.spec-helper.js';

export interface S3Request {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  /** The access key ID the request is signed with. */
  readonly accessKeyId: string | undefined;
  readonly sessionToken: string | undefined;
}

/** Says yes to every S3 call, or what it was told to, and remembers who signed it. */
export class RecordingS3 {
  readonly requests: S3Request[] = [];
  /** Answers are delayed by up to this many milliseconds, so that calls overlap. */
  latency = 0;
  /** For every path that contains the key. */
  readonly refusals = new Map<string, { readonly status: number; readonly code: string }>();
  connections = 0;
  readonly #server: Server;

  private constructor(
    server: Server,
    readonly endpoint: string,
  ) {
    this.#server = server;
    server.on('connection', () => this.connections++);
  }

  static async start(): Promise<RecordingS3> {
    let handle: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
    const { server, endpoint } = await listen((request, response) => handle(request, response));
    const s3 = new RecordingS3(server, endpoint);
    handle = (request, response) => void s3.#handle(request, response);
    return s3;
  }

  async openConnections(): Promise<number> {
    return promisify(this.#server.getConnections.bind(this.#server))();
  }

  async stop(): Promise<void> {
    await close(this.#server);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await readBody(request);
    const path = String(request.url);
    const { authorization } = request.headers;
    this.requests.push({
      method: String(request.method),
      path,
      authorization,
      accessKeyId: /Credential=([^/]+)\//.exec(authorization ?? '')?.[1],
      sessionToken: request.headers['x-amz-security-token'] as string | undefined,
    });
    await wait(Math.random() * this.latency);
    const [, refusal] = [...this.refusals].find(([part]) => path.includes(part)) ?? [];
    if (refusal !== undefined) {
      response.writeHead(refusal.status, { 'content-type': 'application/xml' });
      response.end(
        request.method === 'HEAD' ? '' : `<Error><Code>${refusal.code}</Code><Message>no</Message></Error>`,
      );
      return;
    }
    if (path.includes('list-type=2')) {
      response.writeHead(200, { 'content-type': 'application/xml' });
      response.end(page(path.includes('continuation-token')));
      return;
    }
    if (request.method === 'POST') {
      response.writeHead(200, { 'content-type': 'application/xml' });
      response.end(multipartAnswer(path));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/plain', etag: '"etag"' });
    response.end(request.method === 'GET' ? `content of ${path}` : '');
  }
}

/** The answers to CreateMultipartUpload and CompleteMultipartUpload. */
function multipartAnswer(path: string): string {
  return path.includes('uploadId=')
    ? '<CompleteMultipartUploadResult><ETag>"whole"</ETag></CompleteMultipartUploadResult>'
    : '<InitiateMultipartUploadResult><UploadId>one</UploadId></InitiateMultipartUploadResult>';
}

/** The second and last page, or the first. */
function page(last: boolean): string {
  const more = last ? '' : '<NextContinuationToken>more</NextContinuationToken>';
  return `<ListBucketResult><IsTruncated>${!last}</IsTruncated>${more}</ListBucketResult>`;
}
