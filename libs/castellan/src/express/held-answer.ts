import type { ServerResponse } from 'node:http';
import type { Answer } from '../errors/index.js';
import { writeAnswer } from '../http/sealed-answer.js';

const HELD = Symbol('castellan.held-answer');

type Held = ServerResponse & { [HELD]?: true };

/** Everything by which an answer begins, or goes on. */
const METHODS = ['writeHead', 'write', 'end'] as const;

type Method = (this: ServerResponse, ...parameters: unknown[]) => unknown;

/**
 * Holds the answer of a request back until it begins, and then asks whether it may.
 *
 * @param refusal Is told the status of the answer. What it gives is sent in place of the answer; `undefined` lets it go.
 */
export function holdAnswer(response: ServerResponse, refusal: (status: number) => Answer | undefined): void {
  if ((response as Held)[HELD] === true) return;
  (response as Held)[HELD] = true;
  const originals = {
    writeHead: Reflect.get(response, 'writeHead') as Method,
    write: Reflect.get(response, 'write') as Method,
    end: Reflect.get(response, 'end') as Method,
  };
  let isRefused = false;

  /** Asked again as long as no head is out: one that failed, such as for a bad header, may be followed by another. */
  const decide = (status: number): void => {
    const answer = refusal(status);
    if (answer === undefined) return;
    isRefused = true;
    // What was put around the answer in the meantime, such as a compression, has no part in this one.
    Object.assign(response, originals);
    writeAnswer(response, answer);
    Object.assign(response, silent(response));
  };
  for (const name of METHODS) {
    const original = originals[name];
    const held: Method = (...parameters) => {
      if (!isRefused && !response.headersSent) {
        decide(name === 'writeHead' ? statusOf(parameters[0]) : response.statusCode);
      }
      return isRefused ? silent(response)[name](...parameters) : original.apply(response, parameters);
    };
    Object.assign(response, { [name]: held });
  }
}

/** The status that Node takes what `writeHead` is given for. */
function statusOf(given: unknown): number {
  return (given as number) | 0;
}

/** The methods of an answer that has been given: a handler that goes on writing is not told. */
function silent(
  response: ServerResponse,
): Record<(typeof METHODS)[number], (...parameters: unknown[]) => unknown> {
  return {
    writeHead: () => response,
    write: () => true,
    end: (...parameters) => {
      const done = parameters.find((parameter) => typeof parameter === 'function') as
        (() => void) | undefined;
      if (done !== undefined) response.once('close', done);
      return response;
    },
  };
}
