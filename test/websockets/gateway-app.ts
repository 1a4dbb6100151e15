import { Injectable, type INestApplication, Module, type ModuleMetadata } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { WsAdapter } from '@nestjs/platform-ws';
import type { TestingModuleBuilder } from '@nestjs/testing';
import { CastellanModule, type CastellanOptions } from 'castellan';
import { io, type Socket } from 'socket.io-client';
import WebSocket from 'ws';
import { type ListeningApp, listeningApp, type Platform } from '../support/nest-app.js';

/** The servers of WebSockets that every scenario holds on. */
export const SOCKETS = ['ws', 'socket.io'] as const;
export type SocketKind = (typeof SOCKETS)[number];

/** Starts a Nest application with gateways over one of them. */
export function gatewayApp(
  kind: SocketKind,
  { options, ...metadata }: ModuleMetadata & { options: CastellanOptions },
  platform: Platform = 'Express',
  override?: (builder: TestingModuleBuilder) => TestingModuleBuilder,
): Promise<ListeningApp> {
  @Module({ ...metadata, imports: [...(metadata.imports ?? []), CastellanModule.forRoot(options)] })
  class AppModule {}
  return listeningApp(
    platform,
    { imports: [AppModule] },
    (app) => {
      app.useWebSocketAdapter(adapterOf(kind, app));
    },
    override,
  );
}

export function adapterOf(kind: SocketKind, app: INestApplication): IoAdapter | WsAdapter {
  return kind === 'ws' ? new WsAdapter(app) : new IoAdapter(app);
}

/** How a client presents its tokens. */
export interface Presented {
  readonly headers?: Readonly<Record<string, string>>;
  readonly protocols?: readonly string[];
  readonly auth?: Readonly<Record<string, unknown>>;
  /** Of the address, such as `?access_token=...`. */
  readonly query?: string;
  readonly namespace?: string;
}

export type SentEvent = readonly [event: string, data: unknown];

/** Why no connection came about. */
export class HandshakeRefused extends Error {
  constructor(
    readonly status: number | undefined,
    readonly body: Readonly<Record<string, unknown>> | undefined,
    readonly headers: Readonly<Record<string, unknown>> = {},
  ) {
    super('The handshake was refused.');
  }
}

/** One connection of a test, the same for both kinds. */
export interface TestClient {
  send(event: string, data?: unknown): void;
  /** Waits for the next event of a name. */
  next(event: string): Promise<unknown>;
  /** Everything that has come so far. */
  readonly events: readonly SentEvent[];
  /** Resolves with the code of closing, and for Socket.IO with what was sent before. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly protocol: string;
  close(): void;
}

class Inbox {
  readonly events: SentEvent[] = [];
  readonly #waiting: { event: string; tell: (data: unknown) => void }[] = [];
  readonly #taken = new Set<SentEvent>();

  put(event: string, data: unknown): void {
    const sent: SentEvent = [event, data];
    this.events.push(sent);
    const index = this.#waiting.findIndex((waiter) => waiter.event === event);
    if (index < 0) return;
    this.#taken.add(sent);
    this.#waiting.splice(index, 1)[0]!.tell(data);
  }

  next(event: string): Promise<unknown> {
    const known = this.events.find((sent) => sent[0] === event && !this.#taken.has(sent));
    if (known !== undefined) {
      this.#taken.add(known);
      return Promise.resolve(known[1]);
    }
    return new Promise((tell) => this.#waiting.push({ event, tell }));
  }
}

export function connect(kind: SocketKind, url: string, presented: Presented = {}): Promise<TestClient> {
  return kind === 'ws' ? connectWs(url, presented) : connectIo(url, presented);
}

function connectWs(
  url: string,
  { headers = {}, protocols = [], query = '' }: Presented,
): Promise<TestClient> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/${query}`, [...protocols], { headers });
  const inbox = new Inbox();
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  socket.on('message', (data: Buffer) => {
    const { event, data: sent } = JSON.parse(data.toString()) as { event: string; data: unknown };
    inbox.put(event, sent);
  });
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('unexpected-response', (_request, response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const body = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : undefined;
        reject(new HandshakeRefused(response.statusCode, body, response.headers));
      });
    });
    socket.on('open', () =>
      resolve({
        send: (event, data) => socket.send(JSON.stringify({ event, data })),
        next: (event) => inbox.next(event),
        events: inbox.events,
        closed,
        protocol: socket.protocol,
        close: () => socket.terminate(),
      }),
    );
  });
}

function connectIo(
  url: string,
  { headers = {}, auth = {}, query = '', namespace = '' }: Presented,
): Promise<TestClient> {
  const socket: Socket = io(`${url}${namespace}${query}`, {
    transports: ['websocket'],
    extraHeaders: { ...headers },
    auth: { ...auth },
    reconnection: false,
    forceNew: true,
  });
  const inbox = new Inbox();
  socket.onAny((event: string, data: unknown) => inbox.put(event, data));
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('disconnect', () => {
      const found = inbox.events.find(([event]) => event === 'closing')?.[1];
      resolve((found ?? { code: 0, reason: '' }) as { code: number; reason: string });
    });
  });
  return new Promise((resolve, reject) => {
    socket.on('connect_error', (error) => {
      const data = (error as Error & { data?: Record<string, unknown> }).data;
      socket.disconnect();
      reject(new HandshakeRefused(data?.httpStatus as number | undefined, data));
    });
    socket.on('connect', () =>
      resolve({
        send: (event, data) => socket.emit(event, data),
        next: (event) => inbox.next(event),
        events: inbox.events,
        closed,
        protocol: '',
        close: () => socket.disconnect(),
      }),
    );
  });
}

/** Counts what runs behind the door. */
@Injectable()
export class Runs {
  connections = 0;
  messages = 0;
  release: () => void = () => undefined;
  /** What handlers that take their time wait for. */
  readonly released = new Promise<void>((resolve) => {
    this.release = resolve;
  });
}

/** What a token says, without a look at its signature. */
export function claimsOf(token: string): Readonly<Record<string, string>> {
  return JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, string>;
}
