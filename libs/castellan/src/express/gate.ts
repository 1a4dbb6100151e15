import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  AccessDeniedError,
  AuthenticationRequiredError,
  type CastellanError,
  PolicyFailureError,
  toAnswer,
} from '../errors/index.js';
import { refusalOf } from '../http/refusal-of.js';
import { sealAnswer } from '../http/sealed-answer.js';
import type { CastellanParts } from '../setup/castellan-parts.js';
import type { IdentifiedCaller } from '../setup/identify.js';
import { RequestCaller } from '../setup/request-caller.js';
import { attachState, isLetIn, type Next, requireState, stateOf } from './exchange.js';
import { holdAnswer } from './held-answer.js';
import { observedRequest } from './observed-route.js';
import type { RequestOfCaller } from './request-augmentation.js';

/** Patterns of paths are few; what a client writes is none. */
const MOST_WARNINGS = 1_000;

/** Lets requests go on step by step, or refuses them, and holds back answers that no requirement has let out. */
export class Gate {
  readonly #parts: CastellanParts;
  readonly #warned = new Set<string>();

  constructor(parts: CastellanParts) {
    this.#parts = parts;
  }

  /** Attaches the caller to the request. From here on the request is closed until a requirement lets it in. */
  admit(request: IncomingMessage, response: ServerResponse, identified: IdentifiedCaller): void {
    const { caller, bearerToken, rawHeaders } = identified;
    const known = new RequestCaller(caller, this.#parts, {
      rawHeaders,
      bearerToken,
      isAnswered: () => response.writableEnded,
      about: () => observedRequest(request, this.#parts.requestIdHeader),
    });
    attachState(request, known, rawHeaders, this.#parts);
    const ofCaller = request as IncomingMessage & RequestOfCaller;
    ofCaller.castellan = known;
    ofCaller.principal = known.principal;
    if (!response.headersSent) response.setHeader('Cache-Control', 'no-store');
    holdAnswer(response, (status) => {
      // Another Castellan may have asked who is calling in the meantime, on a router of its own.
      const { caller: current, isRefused } = stateOf(request) ?? { caller: known, isRefused: false };
      if (status >= 400 || isLetIn(request) || isRefused) return undefined;
      try {
        this.#refuseUndecided(request, current);
      } catch (error) {
        const refusal = error as CastellanError;
        this.#parts.refusals.write(refusal);
        return toAnswer(refusal, this.#parts.options);
      }
    });
  }

  /** Takes one step, and goes on or refuses. Only here, so that no mistake goes on. */
  step(
    request: IncomingMessage,
    response: ServerResponse,
    next: Next,
    step: () => void | Promise<void>,
  ): void {
    const refuse = (error: unknown): void => this.#refuse(request, response, next, error);
    let stepping: void | Promise<void>;
    try {
      stepping = step();
    } catch (error) {
      refuse(error);
      return;
    }
    if (stepping === undefined) next();
    else void stepping.then(() => next(), refuse);
  }

  /** @throws CastellanError that says why nobody has let the caller in. */
  refuseUndecided(request: IncomingMessage): never {
    this.#refuseUndecided(request, requireState(request, 'A protected handler', this.#parts).caller);
  }

  #refuseUndecided(request: IncomingMessage, { caller }: RequestCaller): never {
    const { route } = observedRequest(request, undefined);
    const where = `${request.method ?? ''} ${route?.path ?? '(a middleware)'}`;
    if (!this.#warned.has(where) && this.#warned.size < MOST_WARNINGS) {
      this.#warned.add(where);
      this.#parts.options.log.warn(
        `${where} answers and no requirement has let its caller in, so it is closed. Add castellan.require(...), ` +
          'castellan.can(...) or castellan.public() in front of it.' +
          (request.method === 'OPTIONS'
            ? ' Answers to CORS preflights belong in front of authenticate().'
            : ''),
      );
    }
    if (caller.kind === 'anonymous') throw new AuthenticationRequiredError();
    throw new AccessDeniedError('No requirement has let the caller in here, so the route is closed.');
  }

  #refuse(request: IncomingMessage, response: ServerResponse, next: Next, error: unknown): void {
    const refusal =
      refusalOf(error) ??
      new PolicyFailureError('Something failed on the way to a decision.', { cause: error });
    // First of all, so that nothing that fails here leaves the request open.
    const state = stateOf(request);
    if (state !== undefined) state.isRefused = true;
    sealAnswer(response, toAnswer(refusal, this.#parts.options));
    this.#parts.refusals.write(refusal);
    next(error instanceof Error ? error : refusal);
  }
}
