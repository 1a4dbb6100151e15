import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.js';
import { sendAwsError } from './answers.js';
import { isForS3, sendMisaddressedS3 } from './misaddressed-s3.js';
import { ConnectionFault } from './connection-fault.js';
import { isLoopbackHost } from './loopback-host.js';
import { ServiceError } from './service-error.js';

/** One request on its way to its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The decoded values of the path's `:name` segments. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Something the sandbox answers to. */
export interface Route {
  /** `*` is any. `GET` answers HEAD as well. */
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | '*';
  /** `/a/:name` matches segment by segment; a last segment `*` matches the rest, and also none. */
  readonly path: string;
  handle(exchange: Exchange): void | Promise<void>;
}

/** Makes the function that answers every request, whatever happens. */
export function createRouter(
  routes: readonly Route[],
  clock: Clock = Date.now,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    // SDK clients correct their own clock by this header, so it must be the sandbox's time.
    response.setHeader('date', new Date(clock()).toUTCString());
    try {
      if (!isLoopbackHost(request.headers.host)) throw foreignHost();
      if (isAskedByPage(request)) throw askedByPage();
      const { route, parameters } = findRoute(routes, request);
      await route.handle({ request, response, parameters });
    } catch (error) {
      refuse(request, response, error);
    }
  };
}

function findRoute(
  routes: readonly Route[],
  request: IncomingMessage,
): { route: Route; parameters: Record<string, string> } {
  const path = pathOf(request);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  for (const route of routes) {
    const parameters = route.method === '*' || route.method === method ? match(route.path, path) : undefined;
    if (parameters !== undefined) return { route, parameters };
  }
  throw nothingHere(routes, request);
}

const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?', 1).join('');

/**
 * Whether a page in a browser asks for what is below `/sandbox`, keys included. An object of S3 can be such a page, of
 * the sandbox's own origin. Programs send no such header, and an address that a person has typed in says `none`.
 */
function isAskedByPage(request: IncomingMessage): boolean {
  const site = request.headers['sec-fetch-site'];
  return site !== undefined && site !== 'none' && /^\/sandbox(?:\/|$)/.test(pathOf(request));
}

function match(pattern: string, path: string): Record<string, string> | undefined {
  const expected = pattern.split('/');
  const found = path.split('/');
  if (expected.at(-1) === '*') {
    expected.pop();
    found.length = Math.min(found.length, expected.length);
  }
  if (expected.length !== found.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of expected.entries()) {
    const value = found[index] ?? '';
    if (segment.startsWith(':')) parameters[segment.slice(1)] = decode(value);
    else if (segment !== value) return undefined;
  }
  return parameters;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new ServiceError('BadRequestException', 'The path holds a broken percent-encoding.');
  }
}

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed || request.socket.destroyed) {
    response.destroy();
    return;
  }
  if (error instanceof ConnectionFault) {
    // A connection that hangs is ended by its client, or when the sandbox stops.
    if (error.kind === 'reset') request.socket.resetAndDestroy();
    return;
  }
  const answer = error instanceof ServiceError ? error : unexpected();
  if (isForS3(request)) sendMisaddressedS3(response, answer);
  else sendAwsError(response, answer);
}

/** Says nothing about what happened: a stack or a message could hold anything. */
const unexpected = (): ServiceError =>
  new ServiceError('InternalErrorException', 'The sandbox failed unexpectedly. This is a bug in it.', 500);

const foreignHost = (): ServiceError =>
  new ServiceError(
    'ForbiddenException',
    'The Host header names another machine. Call the sandbox as 127.0.0.1 or localhost.',
    403,
  );

const askedByPage = (): ServiceError =>
  new ServiceError(
    'ForbiddenException',
    'A page in a browser asked for this. Open the address by hand, or call it from a program.',
    403,
  );

function nothingHere(routes: readonly Route[], request: IncomingMessage): ServiceError {
  const known = routes.map(({ method, path }) => `${method} ${path}`).join(', ');
  return new ServiceError(
    'NotFoundException',
    // Without the query, which may be that of a presigned URL, session token and all.
    `There is no ${request.method ?? ''} ${pathOf(request)}. There are: ${known}.`,
    404,
  );
}
