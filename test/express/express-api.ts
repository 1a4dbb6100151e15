import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  createCastellan,
  type ExpressCastellan,
  authenticated,
  type StandaloneOptions,
} from 'castellan/express';
import express5, { type Express } from 'express';
import type { AskedApi, Exchange } from '../conformance/protected-api.js';
import { rawRequest, type RawRequest } from '../support/raw-request.js';

/** The versions of Express that every scenario of it holds on. */
export const EXPRESS_VERSIONS = ['Express 4 alone', 'Express 5 alone'] as const;
export type ExpressVersion = (typeof EXPRESS_VERSIONS)[number];

/** Express 4 has the same shape as far as it is used here. */
export function expressOf(version: ExpressVersion): typeof express5 {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an alias of Express 4 without types of its own
  return version === 'Express 4 alone' ? (require('express4') as typeof express5) : express5;
}

/** What the routes of a scenario are made with. */
export interface RouteKit {
  readonly app: Express;
  readonly express: typeof express5;
  readonly castellan: ExpressCastellan;
  /** Says that a handler ran. */
  readonly ran: (name: string) => void;
}

export interface ExpressApiParts {
  readonly options: StandaloneOptions;
  /** Declares the routes in front of those that every API has. */
  readonly routes?: (kit: RouteKit) => void;
  /** What comes before `authenticate()`. */
  readonly before?: (kit: RouteKit) => void;
  /** What comes behind the routes in place of Castellan's own handler of errors. */
  readonly behind?: (kit: RouteKit) => void;
  /** Whether the routes are closed unless a requirement stands in front. Default true. */
  readonly isProtected?: boolean;
}

/** An Express application behind Castellan, without Nest, asked over raw sockets. */
export class ExpressApi implements AskedApi {
  readonly log: string[] = [];
  readonly #handlersRun: string[] = [];

  private constructor(
    readonly castellan: ExpressCastellan,
    readonly port: number,
    private readonly stopServer: () => Promise<void>,
    lines: { log: string[]; handlersRun: string[] },
  ) {
    this.log = lines.log;
    this.#handlersRun = lines.handlersRun;
  }

  static async start(version: ExpressVersion, parts: ExpressApiParts): Promise<ExpressApi> {
    const lines = { log: [] as string[], handlersRun: [] as string[] };
    const write = (...said: unknown[]) => void lines.log.push(said.map(String).join(' '));
    const express = expressOf(version);
    const castellan = createCastellan({ log: { debug: write, warn: write, error: write }, ...parts.options });
    await castellan.ready();
    const app = express();
    app.set('env', 'test');
    if (parts.isProtected !== false) castellan.protect(app);
    const kit: RouteKit = { app, express, castellan, ran: (name) => void lines.handlersRun.push(name) };
    parts.before?.(kit);
    app.use(castellan.authenticate());
    parts.routes?.(kit);
    app.get('/me', castellan.require(authenticated()), (request, response) => {
      kit.ran('me');
      const { caller } = request.castellan;
      response.json({ kind: caller.kind, sub: caller.kind === 'anonymous' ? undefined : caller.sub });
    });
    if (parts.behind === undefined) app.use(castellan.errorHandler());
    else parts.behind(kit);
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const stop = async () => {
      server.closeAllConnections();
      server.close();
      await castellan.close();
    };
    return new ExpressApi(castellan, (server.address() as AddressInfo).port, stop, lines);
  }

  async send(request: RawRequest): Promise<Exchange> {
    const [logged, ran] = [this.log.length, this.#handlersRun.length];
    const answer = await rawRequest(this.port, request);
    return { request, answer, log: this.log.slice(logged), handlersRun: this.#handlersRun.slice(ran) };
  }

  get(token?: string, path = '/me'): Promise<Exchange> {
    return this.send({
      method: 'GET',
      path,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
  }

  stop(): Promise<void> {
    return this.stopServer();
  }
}
