import type { Principal, RevokedUser, TokenUse, TokenVerifier, UserPoolOptions } from '../tokens/index.js';

/** What is read of a request that may carry a session in place of a bearer token. */
export interface SessionRequest {
  readonly method: string;
  /** Name, value, name, value: as `rawHeaders` of Node. */
  readonly rawHeaders: readonly string[];
}

/** What became of the session that a request carries. */
export interface FoundSession {
  /**
   * The headers with which a client that has the tokens itself would have sent the request; `undefined` where the
   * session is over, so that the caller is anonymous.
   *
   * @param tokenUse What the handler expects as the bearer token. Default: what the session's user pool expects.
   */
  readonly headersFor: (tokenUse: TokenUse | undefined) => readonly string[] | undefined;
  /** Values of `Set-Cookie` that the answer has to carry, whatever else it says. */
  readonly setCookies: readonly string[];
}

/** A request to one of the routes of sessions. */
export interface SessionRouteRequest extends SessionRequest {
  /** The path and the query, as they came. */
  readonly target: string;
  /** The fields of a form, where the request has one. */
  readForm(): Promise<unknown>;
}

/** The answer of one of the routes of sessions. */
export interface SessionAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly setCookies: readonly string[];
  readonly body: string;
}

/** A route that sessions need: where users sign in and out. It is open to everybody. */
export interface SessionRoute {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Never rejects. */
  handle(request: SessionRouteRequest): Promise<SessionAnswer>;
}

/** What sessions get to know of their application. */
export interface SessionApplication {
  readonly verifier: TokenVerifier;
  /** As they were given: in the order of `verifier.userPools`. */
  readonly userPools: readonly UserPoolOptions[];
  /** Refuses tokens, and drops the AWS credentials of whoever they belong to. */
  readonly revocations: {
    revokeSignInOf(principal: Pick<Principal, 'issuer' | 'sub' | 'claims'>): Promise<void>;
    revokeUser(user: RevokedUser): Promise<void>;
  };
  /** In lower case. */
  readonly idTokenHeader: string;
  /** Is told of faults that no caller sees. */
  readonly onProblem: (message: string, cause?: unknown) => void;
}

/** Where requests of browsers have their tokens from: `BrowserSessions` of `castellan/user-pool`. */
export interface SessionSource {
  /** The routes that an adapter serves in front of those of the application. */
  readonly routes: readonly SessionRoute[];
  /** @throws ConfigurationError when it belongs to another application already, or names a pool that this one lacks. */
  open(application: SessionApplication): Promise<void>;
  close(): Promise<void>;
  /**
   * Finds the tokens of a request without a bearer token. Answers at once where it carries no session.
   *
   * @throws CsrfError | SessionUnavailableError as a rejection
   */
  find(request: SessionRequest): Promise<FoundSession> | undefined;
}
