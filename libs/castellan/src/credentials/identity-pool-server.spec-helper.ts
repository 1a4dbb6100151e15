import { createHash } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { close, listen, readBody } from './http-server.spec-helper.js';

export const IDENTITY_POOL_ID = 'eu-west-1:11111111-2222-4333-8444-555555555555';

export type Operation =
  'GetId' | 'GetCredentialsForIdentity' | 'GetOpenIdToken' | 'GetOpenIdTokenForDeveloperIdentity';

export interface ReceivedCall {
  readonly operation: Operation;
  readonly sub: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly headers: IncomingMessage['headers'];
}

/** An answer other than the right one. */
export interface Failure {
  /** The name of the exception. Default: none, the body stands for itself. */
  readonly type?: string;
  readonly message?: string;
  /** Default 400. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent in place of an exception. */
  readonly body?: string;
  /** Closes the connection without an answer. */
  readonly hangUp?: boolean;
}

/**
 * Speaks the AWS JSON 1.1 protocol of Identity Pools on loopback, as far as the three flows go. It reads the
 * tokens' payloads without verifying them: what it shows is what is sent to AWS and how often.
 */
export class IdentityPoolServer {
  readonly calls: ReceivedCall[] = [];
  /** Added to every answer, in milliseconds. */
  latency = 0;
  /** Calls that come while this is set are answered only once it resolves. */
  held: Promise<void> | undefined;
  /** How long credentials live, in seconds. */
  lifeSeconds = 3600;
  clock: () => number = Date.now;
  /** Changes the body of good answers. */
  rewrite: (operation: Operation, answer: Record<string, unknown>) => unknown = (_operation, answer) =>
    answer;
  readonly #failures = new Map<Operation, Failure[]>();
  readonly #identityIds = new Map<string, string>();
  readonly #server: Server;
  #issued = 0;

  private constructor(
    server: Server,
    readonly endpoint: string,
    serve: (handle: (request: IncomingMessage, response: ServerResponse) => void) => void,
  ) {
    this.#server = server;
    serve((request, response) => void this.#handle(request, response));
  }

  static async start(): Promise<IdentityPoolServer> {
    let handle: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
    const { server, endpoint } = await listen((request, response) => handle(request, response));
    return new IdentityPoolServer(server, endpoint, (serve) => (handle = serve));
  }

  async stop(): Promise<void> {
    await close(this.#server);
  }

  count(operation: Operation, sub?: string): number {
    return this.calls.filter((call) => call.operation === operation && (sub ?? call.sub) === call.sub).length;
  }

  failNext(operation: Operation, failure: Failure, times = 1): void {
    const queue = this.#failures.get(operation) ?? [];
    queue.push(...Array.from({ length: times }, () => failure));
    this.#failures.set(operation, queue);
  }

  /** The identity ID that GetId gives this user. */
  identityIdOf(sub: string): string {
    return this.#identityIds.get(sub) ?? identityIdFrom(sub);
  }

  /** From now on, this user has another identity. */
  moveTo(sub: string, identityId: string): void {
    this.#identityIds.set(sub, identityId);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const input = JSON.parse(await readBody(request)) as Record<string, unknown>;
    const operation = String(request.headers['x-amz-target']).split('.')[1] as Operation;
    const sub = subOf((input.Logins ?? {}) as Record<string, string>);
    this.calls.push({ operation, sub, input, headers: request.headers });
    await Promise.all([wait(this.latency), this.held]);
    const failure = this.#failures.get(operation)?.shift();
    if (failure?.hangUp === true) {
      request.socket.destroy();
      return;
    }
    if (failure !== undefined) fail(response, failure);
    else answer(response, 200, JSON.stringify(this.rewrite(operation, this.#answer(operation, sub))));
  }

  #answer(operation: Operation, sub: string): Record<string, unknown> {
    const IdentityId = this.identityIdOf(sub);
    if (operation === 'GetId') return { IdentityId };
    if (operation !== 'GetCredentialsForIdentity') return { IdentityId, Token: `SENTINEL-TOKEN-${sub}` };
    const serial = ++this.#issued;
    return {
      IdentityId,
      Credentials: {
        AccessKeyId: `ASIA.${sub}.${serial}`,
        SecretKey: `SENTINEL-SECRET-${sub}-${serial}`,
        SessionToken: `SENTINEL-SESSION-${sub}-${serial}`,
        Expiration: this.clock() / 1000 + this.lifeSeconds,
      },
    };
  }
}

export function identityIdFrom(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return `eu-west-1:${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Whom the tokens speak for; a login that is no token of a user pool speaks for itself. */
function subOf(logins: Readonly<Record<string, string>>): string {
  const values = Object.values(logins);
  const token = values.find((value) => value.split('.').length === 3);
  if (token === undefined) return values[0]?.replace('SENTINEL-TOKEN-', '') ?? 'guest';
  return (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sub: string }).sub;
}

function fail(response: ServerResponse, { type, message, status = 400, headers = {}, body }: Failure): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (type !== undefined) response.setHeader('x-amzn-errortype', `${type}:`);
  answer(response, status, body ?? JSON.stringify({ __type: type, message }));
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(body);
}
