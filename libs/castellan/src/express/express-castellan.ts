import type { IncomingMessage, ServerResponse } from 'node:http';
import { ConfigurationError, toAnswer } from '../errors/index.js';
import { refusalOf } from '../http/refusal-of.js';
import { writeAnswer } from '../http/sealed-answer.js';
import {
  type ActionOn,
  can,
  type CanOptions,
  requireDeclaredClaims,
  type Requirement,
  type SubjectType,
} from '../policies/index.js';
import { CastellanParts } from '../setup/castellan-parts.js';
import { checkedExpectation } from '../setup/checked-expectation.js';
import { StandaloneCastellan } from '../setup/standalone-castellan.js';
import type { StandaloneOptions } from '../setup/standalone-options.js';
import type { TokenExpectation } from '../tokens/index.js';
import { closeRoutes } from './closed-routes.js';
import { type ErrorMiddleware, isLetIn, type Middleware, type Next, stateOf } from './exchange.js';
import { Gate } from './gate.js';
import { isOwn, own, run, type RunHandler } from './handlers.js';
import { RequestSteps } from './request-steps.js';
import { requireCalled } from './require-called.js';
import { serveResourceMetadata } from './resource-metadata.js';
import { serveSessionRoutes } from './session-routes.js';
import type { CanMiddlewareOptions, SubjectLoader } from './subject-loader.js';

/** A handler as the application writes it, with its own types of requests and responses. */
export type Handler<Request, Response> = (request: Request, response: Response, next: Next) => unknown;

/**
 * Castellan for one Express application. Made by `createCastellan`.
 *
 * @example
 * ```ts
 * import { type ExpressCastellan, groups } from 'castellan/express';
 * import { Router } from 'express';
 *
 * export function draftRoutes(castellan: ExpressCastellan): Router {
 *   const router = castellan.protect(Router());
 *   router.get('/drafts', castellan.require(groups('editors')), (req, res) => {
 *     res.json({ of: req.castellan.user.username });
 *   });
 *   return router;
 * }
 * ```
 */
export class ExpressCastellan extends StandaloneCastellan {
  readonly #parts: CastellanParts;
  readonly #gate: Gate;
  readonly #steps: RequestSteps;

  /** @throws ConfigurationError that names the option, what was found and what to write. */
  constructor(options: StandaloneOptions) {
    const parts = new CastellanParts(options);
    super(parts);
    this.#parts = parts;
    this.#gate = new Gate(parts);
    this.#steps = new RequestSteps(parts);
  }

  /**
   * Finds out who is calling. A bad token is refused; without a token the caller is anonymous, whom only `public()`
   * lets in. From here on the application is closed: an answer below 400 goes out only if a requirement let the caller
   * in, for the very method and address of the request. Put it in front of the routes, once.
   *
   * On a router it can stand again, with what the routes there expect of a token: a type in place of that of the user
   * pool, and the pools whose tokens are accepted.
   *
   * @throws ConfigurationError for an option that is unknown, or a pool that is not configured.
   */
  authenticate(expectation: TokenExpectation = {}, ...misplaced: readonly never[]): Middleware {
    requireCalled('authenticate', misplaced);
    const expected = checkedExpectation('castellan.authenticate(...)', expectation, this.#parts.verifier);
    return own((request, response, next) => {
      this.#gate.step(request, response, next, () => {
        const found = this.#steps.identify(request, response, expected);
        if (!(found instanceof Promise)) {
          this.#gate.admit(request, response, found);
          return;
        }
        return found.then((caller) => this.#gate.admit(request, response, caller));
      });
    });
  }

  /**
   * Callers who fulfil a requirement, such as `groups('editors')`. Several are one: `allOf(...)`, `anyOf(...)`.
   *
   * @throws ConfigurationError for anything but one requirement, and for one about a claim that is not declared.
   */
  require(requirement: Requirement, ...others: readonly never[]): Middleware {
    if (
      others.length > 0 ||
      typeof (requirement as Partial<Requirement> | undefined)?.decide !== 'function'
    ) {
      throw new ConfigurationError(
        'castellan.require takes one requirement, such as castellan.require(groups("editors")). Several are put ' +
          'together by allOf(...) or anyOf(...).',
      );
    }
    requireDeclaredClaims('castellan.require(...)', requirement.outline, this.#parts.options.declaredClaims);
    return own((request, response, next) => {
      this.#gate.step(request, response, next, () => this.#steps.require(request, requirement));
    });
  }

  /**
   * Callers whom the policies let do this.
   *
   * @param subject What loads the instance, once: the decision is made on it, and the handler gets it as
   * `request.castellan.subject`. Or an object with more options.
   * @throws ConfigurationError if the action or the type is missing, or an option is unknown.
   */
  can<const Subject extends SubjectType, Request extends IncomingMessage = IncomingMessage>(
    action: ActionOn<Subject>,
    type: Subject,
    subject?: SubjectLoader<Request> | CanMiddlewareOptions<Subject, Request>,
  ): Middleware {
    const options = typeof subject === 'function' ? { subject } : (subject ?? {});
    return this.require(can(action, type, options as CanOptions<Subject>));
  }

  /** Everybody, also without a token. A bad token is refused all the same, by `authenticate()`. */
  public(...misplaced: readonly never[]): Middleware {
    requireCalled('public', misplaced);
    return own((request, response, next) => {
      this.#gate.step(request, response, next, () => this.#steps.letIn(request, response));
    });
  }

  /**
   * Asks Cognito itself whether it still accepts the caller's access token, as `@Revalidate` does. It lets nobody in: a
   * requirement has to stand beside it.
   *
   * @param options `maxAgeSeconds`: how old Cognito's answer may be, 0 to 300. Default 10.
   * @throws ConfigurationError for an option that is unknown.
   */
  revalidate(options: { readonly maxAgeSeconds?: number } = {}, ...misplaced: readonly never[]): Middleware {
    requireCalled('revalidate', misplaced);
    const unknown = Object.keys(options).find((name) => name !== 'maxAgeSeconds');
    if (unknown !== undefined) {
      throw new ConfigurationError(
        `castellan.revalidate(...): ${unknown} is not an option. Use maxAgeSeconds.`,
      );
    }
    return own((request, response, next) => {
      this.#gate.step(request, response, next, () => this.#steps.revalidate(request, options));
    });
  }

  /**
   * Verifies the caller's ID token, puts the caller's own clients of AWS services on the request as `request.aws`, and
   * runs what follows as the caller, so that clients of {@link awsClient} know for whom they act. Nothing is asked of
   * AWS before a client is used. Put it after parsers of bodies.
   */
  credentials(...misplaced: readonly never[]): Middleware {
    requireCalled('credentials', misplaced);
    return own((request, response, next) => {
      const { callers } = this.#parts;
      let asCaller = next;
      this.#gate.step(
        request,
        response,
        (error) => asCaller(error),
        async () => {
          const caller = await this.#steps.equip(request);
          asCaller = (error) => callers.run(caller, () => next(error));
        },
      );
    });
  }

  /**
   * A handler that does not run unless a requirement has let the caller in. What it throws or rejects with goes to the
   * handlers of errors, on Express 4 too.
   *
   * @throws ConfigurationError for anything but a function.
   */
  handler<Request extends IncomingMessage, Response extends ServerResponse>(
    handler: Handler<Request, Response>,
  ): (request: Request, response: Response, next: Next) => void {
    if (typeof (handler as unknown) !== 'function') {
      throw new ConfigurationError(
        'castellan.handler takes a handler, such as castellan.handler((request, response) => { ... }).',
      );
    }
    return own((request: Request, response: Response, next: Next) => {
      if (isLetIn(request) && stateOf(request)?.owner === this.#parts)
        run(handler as unknown as RunHandler, request, response, next);
      else this.#gate.step(request, response, next, () => this.#gate.refuseUndecided(request));
    });
  }

  /**
   * Closes the routes of an application or a router: every handler that is declared on it from now on runs only for
   * callers whom a requirement let in, and a route without one is closed to everybody. What is mounted with `use` is
   * left alone: a router that is mounted wants a `protect` of its own.
   *
   * @throws ConfigurationError if it is neither, or has routes already.
   */
  protect<Router extends object>(router: Router): Router {
    closeRoutes(router, (handler) => {
      // Handlers of errors have four parameters.
      if (isOwn(handler) || handler.length > 3) return handler;
      return this.handler(handler as unknown as RunHandler);
    });
    return router;
  }

  /**
   * Serves the metadata of the protected resource (RFC 9728) to everybody, where the option `resource` is given. Put it
   * in front of `authenticate()`, on the application itself.
   *
   * @throws ConfigurationError without the option.
   */
  resourceMetadata(...misplaced: readonly never[]): Middleware {
    requireCalled('resourceMetadata', misplaced);
    return own(serveResourceMetadata(this.#parts));
  }

  /**
   * Serves the routes of the option `sessions`: login, callback, session and logout. Put it in front of
   * `authenticate()`, on the application itself. A parser of forms may stand before it and need not.
   *
   * @throws ConfigurationError without the option.
   */
  sessionRoutes(...misplaced: readonly never[]): Middleware {
    requireCalled('sessionRoutes', misplaced);
    return own(serveSessionRoutes(this.#parts));
  }

  /**
   * Answers what Castellan refuses, and what AWS refuses the caller; other errors go on. What a middleware of Castellan
   * refused is answered as it should be without it too, whatever the other handlers of errors do; this is for what
   * handlers throw. Put it behind the routes, in front of the handlers of errors of the application.
   */
  errorHandler(...misplaced: readonly never[]): ErrorMiddleware {
    requireCalled('errorHandler', misplaced);
    return own((error: unknown, _request: IncomingMessage, response: ServerResponse, next: Next) => {
      const refusal = refusalOf(error);
      if (refusal === undefined || response.headersSent) {
        next(error);
        return;
      }
      this.#parts.refusals.write(refusal);
      writeAnswer(response, toAnswer(refusal, this.#parts.options));
    });
  }
}
