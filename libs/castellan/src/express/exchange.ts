import type { IncomingMessage, ServerResponse } from 'node:http';
import { ConfigurationError } from '../errors/index.js';
import type { RequestCaller } from '../setup/request-caller.js';

/** What Express adds to a request, as far as it is read here. Express 4 and 5 agree in it. */
export interface ExpressRequest extends IncomingMessage {
  readonly originalUrl?: string;
  readonly baseUrl?: string;
  readonly params?: unknown;
  readonly body?: unknown;
  readonly host?: unknown;
  readonly app?: object;
  readonly route?: { readonly path?: unknown };
}

/** Passes a request on: to what comes next, or with an error to the handlers of errors. */
export type Next = (error?: unknown) => void;

/** A middleware for Express 4 and 5. */
export type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void;

/** A handler of errors for Express 4 and 5. */
export type ErrorMiddleware = (
  error: unknown,
  request: IncomingMessage,
  response: ServerResponse,
  next: Next,
) => void;

const STATE = Symbol('castellan.exchange');

/** What Castellan knows about one request on its way through an application. */
export interface ExchangeState {
  readonly caller: RequestCaller;
  /** The headers that the caller's tokens stand in: those of the request, or what its session stands for. */
  readonly rawHeaders: readonly string[];
  /** Whose `authenticate()` it was: another Castellan has not asked who is calling, and knows other pools and policies. */
  readonly owner: object;
  /** The method and the address for which a requirement let the caller in; `undefined` where none has. */
  grantedAt: string | undefined;
  /** Whether the answer is a refusal already. */
  isRefused: boolean;
}

type WithState = IncomingMessage & { [STATE]?: ExchangeState };

export function attachState(
  request: IncomingMessage,
  caller: RequestCaller,
  rawHeaders: readonly string[],
  owner: object,
): void {
  (request as WithState)[STATE] = { caller, rawHeaders, owner, grantedAt: undefined, isRefused: false };
}

/** `undefined` where `authenticate()` has not run. */
export function stateOf(request: IncomingMessage): ExchangeState | undefined {
  return (request as WithState)[STATE];
}

/** @throws ConfigurationError where `authenticate()` of the owner has not run. */
export function requireState(request: IncomingMessage, user: string, owner: object): ExchangeState {
  const state = stateOf(request);
  if (state?.owner === owner) return state;
  throw new ConfigurationError(
    `${user} was reached and nobody had asked who is calling. Put app.use(castellan.authenticate()) in front of it.`,
  );
}

/**
 * What the request asks for, wherever in the application it is: routers move parts of the address from `url` to
 * `baseUrl`. It changes only if something rewrites it, and then nothing that was decided about the old one counts.
 */
function addressOf({ baseUrl = '', url = '' }: ExpressRequest): string {
  // Routers leave the scheme and the host of an absolute address in front of what is left of the path.
  const address = baseUrl + (url.startsWith('/') ? url : url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i, ''));
  const query = address.indexOf('?');
  const path = query === -1 ? address : address.slice(0, query);
  return (path.endsWith('/') ? path.slice(0, -1) : path) + (query === -1 ? '' : address.slice(query));
}

/** What a decision is about, and counts for: something may rewrite the method or the address afterwards. */
export function targetOf(request: IncomingMessage): string {
  return `${request.method ?? ''} ${addressOf(request)}`;
}

/** Whether a requirement has let the caller in, with the method and at the address that the request has now. */
export function isLetIn(request: IncomingMessage): boolean {
  const state = stateOf(request);
  return state?.grantedAt !== undefined && !state.isRefused && state.grantedAt === targetOf(request);
}
