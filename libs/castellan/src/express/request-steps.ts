import type { IncomingMessage, ServerResponse } from 'node:http';
import { AuthenticationRequiredError } from '../errors/index.js';
import { protectWithVary, variesBy } from '../http/cache-headers.js';
import type { Requirement } from '../policies/index.js';
import type { CastellanParts } from '../setup/castellan-parts.js';
import { identify, identifyBrowser, type IdentifiedCaller } from '../setup/identify.js';
import type { RequestCaller } from '../setup/request-caller.js';
import type { TokenExpectation } from '../tokens/index.js';
import { factsOfRequest } from './decision-facts.js';
import { requireState, targetOf } from './exchange.js';
import type { RequestOfCaller } from './request-augmentation.js';

/** The steps that one request takes, each between two steps of the application. What throws, or rejects, refuses it. */
export class RequestSteps {
  readonly #parts: CastellanParts;

  constructor(parts: CastellanParts) {
    this.#parts = parts;
  }

  /** Who is calling, by a token or by a session. A session that was renewed goes out with the answer. */
  identify(
    { method = '', rawHeaders }: IncomingMessage,
    response: ServerResponse,
    expected: TokenExpectation,
  ): IdentifiedCaller | Promise<IdentifiedCaller> {
    if (this.#parts.options.sessions === undefined) return identify(this.#parts, rawHeaders, expected);
    return identifyBrowser(this.#parts, { method, rawHeaders }, expected, (cookies) => {
      if (response.headersSent) return;
      cookies.forEach((cookie) => response.appendHeader('Set-Cookie', cookie));
    });
  }

  /** Lets in callers who fulfil the requirement. Synchronous where the decision is. */
  require(request: IncomingMessage, requirement: Requirement): void | Promise<void> {
    const state = requireState(request, 'castellan.require(...)', this.#parts);
    const target = targetOf(request);
    const letIn = (): void => {
      state.grantedAt = target;
    };
    const deciding = state.caller.require(requirement, factsOfRequest(this.#parts, request, state.caller));
    if (deciding === undefined) {
      letIn();
      return;
    }
    return deciding.then(letIn);
  }

  /** Lets everybody in. */
  letIn(request: IncomingMessage, response: ServerResponse): void {
    const state = requireState(request, 'castellan.public()', this.#parts);
    state.caller.letIn();
    if (state.caller.caller.kind === 'anonymous') {
      protectWithVary(response, variesBy(this.#parts.options));
    }
    state.grantedAt = targetOf(request);
  }

  async revalidate(request: IncomingMessage, options: { readonly maxAgeSeconds?: number }): Promise<void> {
    const state = requireState(request, 'castellan.revalidate()', this.#parts);
    const { bearerToken } = await identify(this.#parts, state.rawHeaders, {
      ...(state.caller.principal && { tokenUse: state.caller.principal.tokenUse }),
    });
    if (bearerToken === undefined) throw new AuthenticationRequiredError();
    await this.#parts.verifier.revalidate(bearerToken, options);
  }

  /** Puts the caller's own clients of AWS services on the request. */
  async equip(request: IncomingMessage): Promise<RequestCaller> {
    const { caller } = requireState(request, 'castellan.credentials()', this.#parts);
    (request as IncomingMessage & RequestOfCaller).aws = await caller.aws();
    return caller;
  }
}
