import {
  AuthenticationRequiredError,
  CastellanError,
  ConfigurationError,
  toAnswer,
} from '../errors/index.js';
import { refusalOf } from '../http/refusal-of.js';
import { requireDeclaredClaims, type Requirement } from '../policies/index.js';
import { CastellanParts } from '../setup/castellan-parts.js';
import { checkedExpectation } from '../setup/checked-expectation.js';
import { identify } from '../setup/identify.js';
import { requireNoSessions } from '../setup/resolved-common-options.js';
import { RequestCaller } from '../setup/request-caller.js';
import { StandaloneCastellan } from '../setup/standalone-castellan.js';
import type { StandaloneOptions } from '../setup/standalone-options.js';
import type { TokenExpectation } from '../tokens/index.js';
import { contextOf, policyAnswer, type PolicyAnswer, type SimpleAnswer } from './authorizer-answer.js';
import { factsOfEvent, TOKEN_ALONE } from './decision-facts.js';
import { type ApiGatewayEvent, rawHeadersOf, requireApiEvent, routeOf } from './events.js';
import {
  type AuthorizerOptions,
  checkAuthorizerOptions,
  checkHandlerOptions,
  type HandlerOptions,
} from './lambda-options.js';
import { proxyAnswer, type ProxyAnswer, withoutCaching } from './proxy-answer.js';

/** A handler of the application. What it returns is the answer. */
export type LambdaHandler<Event, Result, Context = unknown> = (
  event: Event,
  caller: RequestCaller,
  context: Context,
) => Result | Promise<Result>;

/** What is read of the events of authorizers. */
export interface AuthorizerEvent extends Partial<ApiGatewayEvent> {
  readonly type?: string;
  readonly authorizationToken?: string;
  readonly methodArn?: string;
  readonly routeArn?: string;
}

/**
 * Castellan for the functions of one deployment. Made by `createCastellan`, once, outside of the handlers.
 *
 * @example
 * ```ts
 * import { groups, type LambdaCastellan } from 'castellan/lambda';
 *
 * export const draftsOf = (castellan: LambdaCastellan) =>
 *   castellan.handler({ require: groups('editors') }, (_event, caller) => ({
 *     statusCode: 200,
 *     body: JSON.stringify({ of: caller.user.username }),
 *   }));
 * ```
 */
export class LambdaCastellan extends StandaloneCastellan {
  readonly #parts: CastellanParts;

  /** @throws ConfigurationError that names the option, what was found and what to write. */
  constructor(options: StandaloneOptions) {
    const parts = new CastellanParts(options);
    requireNoSessions(parts.options, 'castellan/lambda');
    super(parts);
    this.#parts = parts;
  }

  /**
   * A Lambda function behind REST, HTTP and WebSocket APIs. The handler runs as the caller, if the requirement lets the
   * caller in; everything else is answered as every other adapter answers it. A loader of `can(action, type,
   * { subject: loader })` gets the event and the caller.
   *
   * @throws ConfigurationError if neither `require` nor `public` says who may call, for an option that is unknown, and for
   * a pool that is not configured. The function rejects with one if the event is not of API Gateway.
   */
  handler<Event extends ApiGatewayEvent, Result, Context = unknown>(
    options: HandlerOptions<Event>,
    handle: LambdaHandler<Event, Result, Context>,
  ): (event: Event, context: Context) => Promise<Result | ProxyAnswer> {
    const {
      require: requirement,
      public: isPublic,
      messageToken,
      ...expected
    } = checkHandlerOptions(options);
    this.#requireDeclaredClaims('handler(...)', requirement);
    const expectation = checkedExpectation('handler(...)', expected, this.#parts.verifier);
    if (typeof (handle as unknown) !== 'function') {
      throw new ConfigurationError(
        'handler(...) needs a function as well: handler({ require: groups("editors") }, (event, caller) => { ... }).',
      );
    }
    return async (event, context) => {
      // Outside of what is answered: a trigger that is no API takes an answer for success.
      requireApiEvent(event);
      const call = { isAnswered: false };
      try {
        const rawHeaders = rawHeadersOf(event);
        const token = messageToken?.(event);
        if (token !== undefined) rawHeaders.push('authorization', `Bearer ${token}`);
        const caller = await this.#callerOf(event, rawHeaders, expectation, call);
        if (requirement === undefined) caller.letIn();
        else await caller.require(requirement, factsOfEvent(this.#parts, event, rawHeaders, caller));
        const result = await this.#parts.callers.run(caller, () => handle(event, caller, context));
        return isPublic === true && caller.caller.kind === 'anonymous' ? result : withoutCaching(result);
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal === undefined) throw error;
        this.#parts.refusals.write(refusal);
        return proxyAnswer(toAnswer(refusal, this.#parts.options));
      } finally {
        call.isAnswered = true;
        // The process is frozen after the answer: what is not written now is written at the next call, or never.
        await this.#parts.decisionLog?.flush();
      }
    };
  }

  /**
   * A Lambda authorizer that answers with an IAM policy: TOKEN and REQUEST authorizers of REST APIs, `$connect` of
   * WebSocket APIs, and HTTP APIs. Who has no good token gets 401, who may not gets 403. Where that cannot be found out
   * the function fails, which API Gateway answers with 500 and never with 401.
   *
   * @throws ConfigurationError if the requirement needs more than the token.
   */
  authorizer(options: AuthorizerOptions): (event: AuthorizerEvent) => Promise<PolicyAnswer> {
    const { require: requirement, ...expected } = checkAuthorizerOptions(options);
    this.#requireDeclaredClaims('authorizer(...)', requirement);
    const expectation = checkedExpectation('authorizer(...)', expected, this.#parts.verifier);
    return async (event) => {
      const arn = event.methodArn ?? event.routeArn;
      try {
        const caller = await this.#authorize(event, requirement, expectation);
        return policyAnswer('Allow', arn, caller.principal);
      } catch (error) {
        const refusal = this.#refusalByAuthorizer(error);
        // The very words by which API Gateway knows that it has to answer 401.
        if (refusal.httpStatus === 401 || refusal.httpStatus === 400)
          throw new Error('Unauthorized', { cause: error });
        return policyAnswer('Deny', arn, undefined);
      }
    };
  }

  /**
   * A Lambda authorizer of HTTP APIs with simple responses. Who is refused gets 403 from API Gateway; a request without
   * the identity source gets 401 before the function is asked.
   *
   * @throws ConfigurationError if the requirement needs more than the token.
   */
  simpleAuthorizer(options: AuthorizerOptions): (event: AuthorizerEvent) => Promise<SimpleAnswer> {
    const { require: requirement, ...expected } = checkAuthorizerOptions(options);
    this.#requireDeclaredClaims('authorizer(...)', requirement);
    const expectation = checkedExpectation('authorizer(...)', expected, this.#parts.verifier);
    return async (event) => {
      try {
        const caller = await this.#authorize(event, requirement, expectation);
        return { isAuthorized: true, context: contextOf(caller.principal) };
      } catch (error) {
        this.#refusalByAuthorizer(error);
        return { isAuthorized: false, context: {} };
      }
    };
  }

  #requireDeclaredClaims(what: string, requirement: Requirement | undefined): void {
    requireDeclaredClaims(what, requirement?.outline, this.#parts.options.declaredClaims);
  }

  async #authorize(
    event: AuthorizerEvent,
    requirement: Requirement,
    expectation: TokenExpectation,
  ): Promise<RequestCaller> {
    const rawHeaders =
      event.type === 'TOKEN' ? ['authorization', event.authorizationToken ?? ''] : rawHeadersOf(event);
    const call: ApiGatewayEvent = { ...event, requestContext: event.requestContext ?? {} };
    const caller = await this.#callerOf(call, rawHeaders, expectation, { isAnswered: false });
    if (caller.principal === undefined) throw new AuthenticationRequiredError();
    try {
      await caller.require(requirement, TOKEN_ALONE);
    } finally {
      await this.#parts.decisionLog?.flush();
    }
    return caller;
  }

  /** Throws what is no refusal of the caller: an outage is not the caller's fault. */
  #refusalByAuthorizer(error: unknown): CastellanError {
    if (!(error instanceof CastellanError)) throw error;
    this.#parts.refusals.write(error);
    if (error.httpStatus >= 500) throw error;
    return error;
  }

  async #callerOf(
    event: ApiGatewayEvent,
    rawHeaders: readonly string[],
    expectation: TokenExpectation,
    call: { readonly isAnswered: boolean },
  ): Promise<RequestCaller> {
    const { caller, bearerToken } = await identify(this.#parts, rawHeaders, expectation);
    const { requestId } = event.requestContext as { readonly requestId?: unknown };
    return new RequestCaller(caller, this.#parts, {
      rawHeaders,
      bearerToken,
      isAnswered: () => call.isAnswered,
      about: () => ({ route: routeOf(event), ...(typeof requestId === 'string' && { requestId }) }),
    });
  }
}
