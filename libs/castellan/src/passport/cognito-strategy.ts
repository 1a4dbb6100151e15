import type { IncomingMessage, ServerResponse } from 'node:http';
import passportJwt from 'passport-jwt';
import {
  AuthenticationRequiredError,
  ConfigurationError,
  formatChallenge,
  PolicyFailureError,
  toAnswer,
} from '../errors/index.js';
import { rawRequest } from '../http/http-exchange.js';
import { refusalOf } from '../http/refusal-of.js';
import { sealAnswer } from '../http/sealed-answer.js';
import { CastellanParts } from '../setup/castellan-parts.js';
import { requireNoSessions } from '../setup/resolved-common-options.js';
import { identify } from '../setup/identify.js';
import type { StandaloneOptions } from '../setup/standalone-options.js';
import type { TokenRevocations } from '../setup/token-revocations.js';
import { type Principal, readBearerToken } from '../tokens/index.js';
import { PassportRefusal } from './passport-refusal.js';

/** How tokens are verified: the options of `createCastellan` that are about tokens. */
export interface CognitoStrategyOptions extends Omit<
  StandaloneOptions,
  | 'policies'
  | 'policyDocuments'
  | 'decisionLog'
  | 'identityPool'
  | 'credentials'
  | 'awsClientDefaults'
  | 'tenant'
> {
  /**
   * Whether a request without a bearer token is left to the other strategies of the same `authenticate` call. What is
   * wrong with a token is final all the same. Default false: this strategy refuses it.
   */
  readonly otherStrategies?: boolean;
}

/** A request of Express, or of Fastify, which keeps Node's own under `raw`. */
type AnyRequest = (IncomingMessage | { readonly raw: IncomingMessage }) & { readonly res?: ServerResponse };

/**
 * A strategy of Passport for applications that use `AuthGuard('cognito')` of `@nestjs/passport`, or plain
 * `passport.authenticate('cognito', { session: false })`. The user is the principal.
 *
 * It is a strategy of passport-jwt that is handed Castellan's extractor and, where passport-jwt would ask for a key,
 * Castellan's verifier: the same verdicts and answers as the native guard. It authenticates and decides nothing.
 *
 * @example
 * ```ts
 * import { CognitoStrategy } from 'castellan/passport';
 * import passport from 'passport';
 *
 * passport.use(
 *   new CognitoStrategy({
 *     userPools: [{ userPoolId: 'eu-west-1_AbCdEfGhI', clientIds: ['web'], tokenUse: 'access' }],
 *   }),
 * );
 * ```
 */
export class CognitoStrategy extends passportJwt.Strategy {
  override readonly name = 'cognito';
  readonly #parts: CastellanParts;
  readonly #leavesOthers: boolean;

  /** @throws ConfigurationError that names the option, what was found and what to write. */
  constructor(options: CognitoStrategyOptions, ...callbacks: readonly never[]) {
    // Checks of the application that would never run.
    if (callbacks.length > 0) {
      throw new ConfigurationError(
        'CognitoStrategy takes no verify callback, and PassportStrategy(CognitoStrategy) passes one that calls ' +
          'validate(): it would never run. Write passport.use(new CognitoStrategy({ ... })) and check the principal in a ' +
          'guard or a handler behind it.',
      );
    }
    if (new.target.prototype.authenticate !== CognitoStrategy.prototype.authenticate) {
      throw new ConfigurationError(
        `${new.target.name} overrides authenticate() of CognitoStrategy, which would never run. Check the principal in a ` +
          'guard or a handler behind the strategy.',
      );
    }
    if (typeof options !== 'object' || (options as unknown) === null) {
      throw new ConfigurationError(
        'CognitoStrategy needs an options object. Write new CognitoStrategy({ userPools: [...] }).',
      );
    }
    const { otherStrategies = false, ...others } = options;
    if (typeof (otherStrategies as unknown) !== 'boolean') {
      throw new ConfigurationError('otherStrategies must be true or false.');
    }
    const parts = new CastellanParts(others);
    requireNoSessions(parts.options, 'castellan/passport');
    super(
      {
        jwtFromRequest: (request: AnyRequest) => readBearerToken(rawRequest(request).rawHeaders) ?? null,
        // Called as a method of the copy that Passport makes for each request. It answers itself: passport-jwt's own
        // verification, which is not as strict, has nothing left to do.
        secretOrKeyProvider(this: CognitoStrategy, request: AnyRequest) {
          verifyInto(this, parts, request);
        },
      },
      () => {
        throw new ConfigurationError('passport-jwt verified a token by itself.');
      },
    );
    this.#parts = parts;
    this.#leavesOthers = otherStrategies;
    const begin = (
      copy: CognitoStrategy,
      request: AnyRequest,
      authenticateOptions: AuthenticateOptions | undefined,
      go: () => void,
    ): void => this.#authenticate(copy, request, authenticateOptions, go);
    // Passport runs a copy for each request, which has none of the private fields.
    this.authenticate = function (this: CognitoStrategy, request, authenticateOptions) {
      begin(
        this,
        request as unknown as AnyRequest,
        authenticateOptions as AuthenticateOptions | undefined,
        () => passportJwt.Strategy.prototype.authenticate.call(this, request, authenticateOptions),
      );
    };
  }

  /** Opens the store of revocations, and loads the key sets if `warmUp` says so. The first request does it otherwise. */
  ready(): Promise<void> {
    return this.#parts.ready();
  }

  /** Closes what was opened. */
  close(): Promise<void> {
    return this.#parts.close();
  }

  /** Revokes tokens, sign-ins and users. */
  get revocations(): TokenRevocations {
    return this.#parts.revocations;
  }

  #authenticate(
    copy: CognitoStrategy,
    request: AnyRequest,
    authenticateOptions: AuthenticateOptions | undefined,
    go: () => void,
  ): void {
    try {
      requireNoSession(authenticateOptions);
      if (readBearerToken(rawRequest(request).rawHeaders) !== undefined) go();
      else if (this.#leavesOthers) copy.fail(formatChallenge({}, this.#parts.options), 401);
      else throw new AuthenticationRequiredError();
    } catch (error) {
      refuse(copy, this.#parts, request, error);
    }
  }
}

/** What Passport would sign a user in to a session by, which outlives the token, its revocation, and its groups. */
interface AuthenticateOptions {
  readonly session?: boolean;
  /** Of `passport.authorize`, which signs nobody in. */
  readonly assignProperty?: string;
}

function requireNoSession({ session, assignProperty }: AuthenticateOptions = {}): void {
  if (session === false || assignProperty !== undefined) return;
  throw new ConfigurationError(
    "Passport would sign the caller in to a session, which outlives the token. Write passport.authenticate('cognito', " +
      '{ session: false }).',
  );
}

function verifyInto(copy: CognitoStrategy, parts: CastellanParts, request: AnyRequest): void {
  const refused = (error: unknown): void => refuse(copy, parts, request, error);
  const verified = (principal: Principal): void => {
    const { res } = request;
    if (res?.headersSent === false) res.setHeader('Cache-Control', 'no-store');
    copy.success(principal);
  };
  Promise.resolve()
    .then(() => identify(parts, rawRequest(request).rawHeaders, {}))
    .then(({ caller }) => {
      if (caller.kind === 'anonymous') throw new AuthenticationRequiredError();
      return caller;
    })
    .then(verified, refused);
}

/**
 * Everything that is refused goes the way of errors, which no other strategy and no callback of an application takes
 * for "try another": Passport turns a failure into a bare 401 whatever it was, an outage into a log-out. The answer is
 * sealed where the response is known, which is on Express.
 */
function refuse(copy: CognitoStrategy, parts: CastellanParts, request: AnyRequest, error: unknown): void {
  const refusal =
    refusalOf(error) ??
    new PolicyFailureError('Something failed while a token was verified.', { cause: error });
  parts.refusals.write(refusal);
  if (request.res !== undefined) sealAnswer(request.res, toAnswer(refusal, parts.options));
  copy.error(new PassportRefusal(refusal));
}
