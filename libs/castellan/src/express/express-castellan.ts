import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AwsClientClass, type AwsClientConfig, callerClient } from '../credentials/index.js';
import {
  AccessDeniedError,
  AuthenticationRequiredError,
  type CastellanError,
  ConfigurationError,
  PolicyFailureError,
  toAnswer,
} from '../errors/index.js';
import { protectWithVary } from '../http/cache-headers.js';
import { refusalOf } from '../http/refusal-of.js';
import { readRequestValue } from '../http/request-value.js';
import { sealAnswer, writeAnswer } from '../http/sealed-answer.js';
import {
  type ActionOn,
  can,
  type CanOptions,
  type FieldOf,
  type PolicyDocuments,
  type Requirement,
  type SubjectReference,
  type SubjectType,
} from '../policies/index.js';
import { CastellanParts } from '../setup/castellan-parts.js';
import { identify, type IdentifiedCaller } from '../setup/identify.js';
import { type DecisionFacts, RequestCaller } from '../setup/request-caller.js';
import type { StandaloneOptions } from '../setup/standalone-options.js';
import type { TokenRevocations } from '../setup/token-revocations.js';
import { protectedResourceMetadata, type TokenExpectation, type TokenVerifier } from '../tokens/index.js';
import { closeRoutes } from './closed-routes.js';
import {
  attachState,
  type ErrorMiddleware,
  type ExchangeState,
  type ExpressRequest,
  isLetIn,
  letInHere,
  type Middleware,
  type Next,
  stateOf,
} from './exchange.js';
import { isOwn, own, run, type RunHandler } from './handlers.js';
import { holdAnswer } from './held-answer.js';
import { observedRequest } from './observed-route.js';
import type { RequestOfCaller } from './request-augmentation.js';

/**
 * Loads the instance a decision is about. `undefined` or `null` says that there is none, which is answered with 404.
 */
export type SubjectLoader<Request extends IncomingMessage = IncomingMessage, Subject = unknown> = (
  request: Request,
  caller: RequestCaller,
) => Subject | undefined | null | Promise<Subject | undefined | null>;

/** What `castellan.can(...)` takes in place of a loader alone. */
export interface CanMiddlewareOptions<Subject, Request extends IncomingMessage = IncomingMessage> {
  /** What loads the instance to decide about. */
  readonly subject?: SubjectLoader<Request>;
  /** The field of the subject the action is about. */
  readonly field?: FieldOf<Subject>;
  /** Answers 404 in place of 403 for an instance the caller may not use. Default false. */
  readonly hideExistence?: boolean;
}

/** A handler as the application writes it, with its own types of requests and responses. */
export type Handler<Request, Response> = (request: Request, response: Response, next: Next) => unknown;

/** Castellan for one Express application. Made by `createCastellan`. */
export class ExpressCastellan {
  readonly #parts: CastellanParts;
  readonly #warned = new Set<string>();

  /** @throws ConfigurationError that names the option, what was found and what to write. */
  constructor(options: StandaloneOptions) {
    this.#parts = new CastellanParts(options);
  }

  /**
   * Opens what has to be opened before requests come in: policy documents, the store of revocations, the key sets if
   * `warmUp` says so. Wait for it before `listen`. Where nobody does, the first request waits.
   *
   * @throws ConfigurationError | KeySetUnavailableError | RevocationsUnavailableError
   */
  ready(): Promise<void> {
    return this.#parts.ready();
  }

  /** Closes what was opened, after the server has been closed. */
  close(): Promise<void> {
    return this.#parts.close();
  }

  /** Revokes tokens, sign-ins and users. */
  get revocations(): TokenRevocations {
    return this.#parts.revocations;
  }

  /** The policies that are JSON documents: how it stands with each, and `reload()`. */
  get policyDocuments(): PolicyDocuments {
    return this.#parts.documents;
  }

  /** The verifier of tokens, with the state of the key sets. */
  get verifier(): TokenVerifier {
    return this.#parts.verifier;
  }

  /**
   * Finds out who is calling. A bad token is refused; without a token the caller is anonymous, whom only `public()`
   * lets in. From here on the application is closed: an answer below 400 goes out only if a requirement let the caller
   * in, at the very address of the request. Put it in front of the routes, once.
   *
   * On a router it can stand again, with what the routes there expect of a token: a type in place of that of the user
   * pool, and the pools whose tokens are accepted.
   */
  authenticate(expectation: TokenExpectation = {}): Middleware {
    return own((request, response, next) => {
      this.#step(request, response, next, () => {
        const found = identify(this.#parts, request.rawHeaders, expectation);
        if (!(found instanceof Promise)) {
          this.#admit(request, response, found);
          return;
        }
        return found.then((caller) => this.#admit(request, response, caller));
      });
    });
  }

  /** Callers who fulfil a requirement, such as `groups('editors')`. */
  require(requirement: Requirement): Middleware {
    if (typeof (requirement as Partial<Requirement> | undefined)?.decide !== 'function') {
      throw new ConfigurationError(
        'castellan.require needs a requirement, such as castellan.require(groups("editors")).',
      );
    }
    return own((request, response, next) => {
      this.#step(request, response, next, () => {
        const state = requireState(request, 'castellan.require(...)');
        const letIn = (): void => letInHere(request, state);
        const deciding = state.caller.require(requirement, this.#factsOf(request, state));
        if (deciding === undefined) {
          letIn();
          return;
        }
        return deciding.then(letIn);
      });
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
  public(): Middleware {
    return own((request, response, next) => {
      this.#step(request, response, next, () => {
        const state = requireState(request, 'castellan.public()');
        state.caller.letIn();
        if (state.caller.caller.kind === 'anonymous') protectWithVary(response);
        letInHere(request, state);
      });
    });
  }

  /**
   * Asks Cognito itself whether it still accepts the caller's access token, as `@Revalidate` does. It lets nobody in: a
   * requirement has to stand beside it.
   *
   * @param options `maxAgeSeconds`: how old Cognito's answer may be, 0 to 300. Default 10.
   */
  revalidate(options: { readonly maxAgeSeconds?: number } = {}): Middleware {
    return own((request, response, next) => {
      this.#step(request, response, next, async () => {
        const state = requireState(request, 'castellan.revalidate()');
        const { bearerToken } = await identify(this.#parts, request.rawHeaders, {
          ...(state.caller.principal && { tokenUse: state.caller.principal.tokenUse }),
        });
        if (bearerToken === undefined) throw new AuthenticationRequiredError();
        await this.#parts.verifier.revalidate(bearerToken, options);
      });
    });
  }

  /**
   * Verifies the caller's ID token, puts the caller's own clients of AWS services on the request as `request.aws`, and
   * runs what follows as the caller, so that clients of {@link awsClient} know for whom they act. Nothing is asked of
   * AWS before a client is used. Put it after parsers of bodies.
   */
  credentials(): Middleware {
    return own((request, response, next) => {
      const { callers } = this.#parts;
      let asCaller = next;
      this.#step(
        request,
        response,
        (error) => asCaller(error),
        async () => {
          const { caller } = requireState(request, 'castellan.credentials()');
          (request as IncomingMessage & RequestOfCaller).aws = await caller.aws();
          asCaller = (error) => callers.run(caller, () => next(error));
        },
      );
    });
  }

  /**
   * A client that acts as whoever is calling at the moment of each call, behind `credentials()`. Outside of a request
   * every call fails.
   *
   * @throws ConfigurationError if the options have a say in what the client signs with.
   */
  awsClient<Class extends AwsClientClass>(
    Client: Class,
    config?: AwsClientConfig<Class>,
  ): InstanceType<Class> {
    const { callers, clients } = this.#parts;
    return callerClient(Client, config, callers, clients) as InstanceType<Class>;
  }

  /**
   * A handler that does not run unless a requirement has let the caller in. What it throws or rejects with goes to the
   * handlers of errors, on Express 4 too.
   */
  handler<Request extends IncomingMessage, Response extends ServerResponse>(
    handler: Handler<Request, Response>,
  ): (request: Request, response: Response, next: Next) => void {
    return own((request: Request, response: Response, next: Next) => {
      if (isLetIn(request)) run(handler as unknown as RunHandler, request, response, next);
      else this.#step(request, response, next, () => this.#refuseUndecided(request));
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
  resourceMetadata(): Middleware {
    const { protectedResource: resource } = this.#parts.options;
    if (resource === undefined) {
      throw new ConfigurationError(
        "castellan.resourceMetadata() needs the option resource: { identifier: 'https://api.example' }.",
      );
    }
    const issuers = this.#parts.verifier.userPools.map(({ issuer }) => issuer);
    const body = JSON.stringify(protectedResourceMetadata(resource, issuers));
    return own((request, response, next) => {
      const [path] = (request.url ?? '').split('?', 1);
      if (path !== resource.metadataPath || (request.method !== 'GET' && request.method !== 'HEAD')) {
        next();
        return;
      }
      response.setHeader('content-type', 'application/json; charset=utf-8');
      response.end(body);
    });
  }

  /**
   * Answers what Castellan refuses, and what AWS refuses the caller; other errors go on. What a middleware of Castellan
   * refused is answered as it should be without it too, whatever the other handlers of errors do; this is for what
   * handlers throw. Put it behind the routes, in front of the handlers of errors of the application.
   */
  errorHandler(): ErrorMiddleware {
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

  #admit(
    request: IncomingMessage,
    response: ServerResponse,
    { caller, bearerToken }: IdentifiedCaller,
  ): void {
    const known = new RequestCaller(caller, this.#parts, {
      rawHeaders: request.rawHeaders,
      bearerToken,
      isAnswered: () => response.writableEnded,
      about: () => observedRequest(request, this.#parts.requestIdHeader),
    });
    attachState(request, known);
    const ofCaller = request as IncomingMessage & RequestOfCaller;
    ofCaller.castellan = known;
    ofCaller.principal = known.principal;
    if (!response.headersSent) response.setHeader('Cache-Control', 'no-store');
    holdAnswer(response, (status) => {
      if (status >= 400 || isLetIn(request) || stateOf(request)?.isRefused === true) return undefined;
      try {
        this.#refuseUndecided(request);
      } catch (error) {
        const refusal = error as CastellanError;
        this.#parts.refusals.write(refusal);
        return toAnswer(refusal, this.#parts.options);
      }
    });
  }

  /** Takes one step, and goes on or refuses. Only here, so that no mistake goes on. */
  #step(
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

  #refuse(request: IncomingMessage, response: ServerResponse, next: Next, error: unknown): void {
    const refusal =
      refusalOf(error) ??
      new PolicyFailureError('Something failed on the way to a decision.', { cause: error });
    this.#parts.refusals.write(refusal);
    const state = stateOf(request);
    if (state !== undefined) state.isRefused = true;
    sealAnswer(response, toAnswer(refusal, this.#parts.options));
    next(error instanceof Error ? error : refusal);
  }

  /** @throws CastellanError that says why nobody has let the caller in. */
  #refuseUndecided(request: IncomingMessage): never {
    const { caller } = requireState(request, 'A protected handler');
    const { route } = observedRequest(request, undefined);
    const where = `${request.method ?? ''} ${route?.path ?? '(a middleware)'}`;
    if (!this.#warned.has(where) && this.#warned.size < MOST_WARNINGS) {
      this.#warned.add(where);
      this.#parts.options.log.warn(
        `${where} answers and no requirement has let its caller in, so it is closed. Add castellan.require(...), ` +
          'castellan.can(...) or castellan.public() in front of it.',
      );
    }
    if (caller.caller.kind === 'anonymous') throw new AuthenticationRequiredError();
    throw new AccessDeniedError('No requirement has let the caller in here, so the route is closed.');
  }

  #factsOf(request: ExpressRequest, { caller }: ExchangeState): DecisionFacts {
    return {
      readBody: () => request.body,
      readRequest: (source) => readRequestValue(request, frameworkRequest(request), source),
      load: (loader: SubjectReference) => {
        if (typeof loader !== 'function') {
          throw new ConfigurationError(
            'The subject of can(...) must be a function that loads it from the request.',
          );
        }
        return this.#parts.callers.run(caller, () => (loader as SubjectLoader)(request, caller));
      },
    };
  }
}

/** Patterns of paths are few; what a client writes is none. */
const MOST_WARNINGS = 1_000;

function requireState(request: IncomingMessage, user: string): ExchangeState {
  const state = stateOf(request);
  if (state !== undefined) return state;
  throw new ConfigurationError(
    `${user} was reached and nobody had asked who is calling. Put app.use(castellan.authenticate()) in front of it.`,
  );
}

/** Express 4 has a deprecated `host` without the port, with which no host can be compared. */
function frameworkRequest(request: ExpressRequest): object {
  const { params, originalUrl, app } = request;
  const isExpress4 = app !== undefined && 'lazyrouter' in app;
  return { params, originalUrl, ...(!isExpress4 && { host: request.host }) };
}
