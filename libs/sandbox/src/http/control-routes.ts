import { assertObject, isRecord } from '../option-check.js';
import { sendJson } from './answers.js';
import type { CallLog } from './call-log.js';
import type { Faults } from './faults.js';
import { readBody } from './read-body.js';
import type { Exchange, Route } from './router.js';
import { ServiceError } from './service-error.js';

const MAXIMUM_BYTES = 16 * 1024;
const PRIVATE_DOCUMENT = { 'cache-control': 'no-store' };

/** What can be controlled over HTTP. */
export interface Controls {
  readonly faults: Faults;
  readonly calls: CallLog;
  readonly now: () => number;
  readonly advance: (seconds: number) => void;
}

/**
 * What `sandbox.faults`, `sandbox.calls` and `sandbox.advance` do, for tests in other processes and languages. Only
 * PUT and DELETE change anything: a page of another origin can send neither without being asked first, and the
 * sandbox never consents.
 */
export const controlRoutes = ({ faults, calls, now, advance }: Controls): readonly Route[] => [
  {
    method: 'PUT',
    path: '/sandbox/faults/:operation',
    handle: async (exchange) => {
      const fault = await readJson(exchange);
      asBadRequest(() => faults.set(exchange.parameters.operation ?? '', fault));
      noContent(exchange);
    },
  },
  {
    method: 'DELETE',
    path: '/sandbox/faults/:operation',
    handle: (exchange) => {
      faults.clear(exchange.parameters.operation);
      noContent(exchange);
    },
  },
  {
    method: 'DELETE',
    path: '/sandbox/faults',
    handle: (exchange) => {
      faults.clear();
      noContent(exchange);
    },
  },
  {
    method: 'GET',
    path: '/sandbox/calls',
    handle: ({ response }) => sendJson(response, calls.list(), PRIVATE_DOCUMENT),
  },
  {
    method: 'DELETE',
    path: '/sandbox/calls',
    handle: (exchange) => {
      calls.clear();
      noContent(exchange);
    },
  },
  {
    method: 'GET',
    path: '/sandbox/clock',
    handle: (exchange) => sendTime(exchange, now()),
  },
  {
    method: 'PUT',
    path: '/sandbox/clock',
    handle: async (exchange) => {
      const body = await readJson(exchange);
      asBadRequest(() => {
        assertObject('clock', body, ['advanceSeconds']);
        advance(body.advanceSeconds as number);
      });
      sendTime(exchange, now());
    },
  },
];

const sendTime = ({ response }: Exchange, now: number): void =>
  sendJson(response, { now: new Date(now).toISOString() }, PRIVATE_DOCUMENT);

function noContent({ response }: Exchange): void {
  response.writeHead(204).end();
}

async function readJson({ request }: Exchange): Promise<Readonly<Record<string, unknown>>> {
  const text = await readBody(request, MAXIMUM_BYTES);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw badRequest('The body is not JSON.');
  }
  if (!isRecord(body)) throw badRequest('The body is not a JSON object.');
  return body;
}

function asBadRequest(change: () => void): void {
  try {
    change();
  } catch (error) {
    throw error instanceof TypeError ? badRequest(error.message) : error;
  }
}

const badRequest = (message: string): ServiceError => new ServiceError('BadRequestException', message);
