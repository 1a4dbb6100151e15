import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Next } from './exchange.js';

const OWN = Symbol('castellan.middleware');

/** Marks a middleware of Castellan, which decides itself whether the request goes on. */
export function own<Middleware extends object>(middleware: Middleware): Middleware {
  return Object.assign(middleware, { [OWN]: true });
}

export function isOwn(middleware: object): boolean {
  return OWN in middleware;
}

/** A handler of an application. */
export type RunHandler = (request: IncomingMessage, response: ServerResponse, next: Next) => unknown;

/** Runs a handler. What it throws or rejects with goes to the handlers of errors, on Express 4 too. */
export function run(
  handler: RunHandler,
  request: IncomingMessage,
  response: ServerResponse,
  next: Next,
): void {
  const fail = (error: unknown): void => {
    // Express takes nothing, "route" and "router" for no error at all.
    next(error instanceof Error ? error : new Error('A handler failed without an error.', { cause: error }));
  };
  try {
    const running = handler(request, response, next);
    if (running instanceof Promise) running.catch(fail);
  } catch (error) {
    fail(error);
  }
}
