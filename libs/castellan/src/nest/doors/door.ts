import type { ArgumentsHost, ExecutionContext } from '@nestjs/common';
import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import type { Observable } from 'rxjs';
import type { CallerContextStorage } from '../../credentials/index.js';
import type { CastellanError, ChallengeOptions } from '../../errors/index.js';
import type { SessionRequest } from '../../http/session-source.js';
import type { RequestValue } from '../../policies/index.js';
import type { TokenExpectation, TokenVerifier } from '../../tokens/index.js';
import type { UnguardedDoor } from './door-name.js';
import type { Refuser } from '../context/refuser.js';
import type { RequestContext } from '../context/request-context.js';

/**
 * A way into the application: all that guards need to know about a transport. It decides nothing. It says where a call
 * carries its tokens, keeps the caller's context beside the call, and translates refusals.
 */
export interface Door {
  /** What Nest calls the type of its contexts: `http`, `graphql`, `ws`, `rpc`. */
  readonly contextType: string;

  /**
   * What a call carries like the headers of HTTP: name, value, name, value, as `rawHeaders` of Node. The tokens and the
   * identifier of the request are read from it, and nothing else.
   */
  rawHeaders(host: ArgumentsHost): readonly string[];

  /**
   * The exchange whose session may stand for a bearer token, for doors that browsers come in by and whose requests tell
   * where they come from.
   *
   * @returns `undefined` where no session counts.
   */
  sessionExchange?(host: ArgumentsHost): SessionExchange | undefined;

  /** Ties the caller's context to this one call. */
  attach(host: ArgumentsHost, context: RequestContext): void;

  /** Tells, whenever it is asked, whether the call has been answered, so that nobody acts as its caller any more. */
  isAnswered(host: ArgumentsHost): () => boolean;

  /**
   * Finds the caller where calls share one. Without it, `identify` is run for each call.
   *
   * @param identify Finds the caller of this call.
   */
  share?(
    host: ExecutionContext,
    demands: CallerDemands,
    identify: () => RequestContext | Promise<RequestContext>,
  ): RequestContext | Promise<RequestContext>;

  /** Keeps the answer from being served to others. Before the decision. */
  protect?(host: ExecutionContext, answer: { readonly isPublic: boolean }): void;

  /**
   * What a caller wants to write, for `@CheckFields`; `undefined` where there is nothing of the kind.
   *
   * @param argument The argument that has it, where a call has several.
   */
  readBody(host: ArgumentsHost, argument?: string): unknown;

  /**
   * A part of the call that a tenant is compared with.
   *
   * @returns `undefined` where it is absent, `null` where it is there and not one plain value.
   */
  readValue(host: ArgumentsHost, source: RequestValue): string | null | undefined;

  /**
   * Is told what a guard, or what makes a parameter, refuses; it may fix the answer at once.
   *
   * @returns what is thrown to Nest.
   */
  refuse(host: ExecutionContext, error: unknown, at: RefusedAt, refusals: Refuser): unknown;

  /** Answers a refusal that reached an exception filter. */
  answer(host: ArgumentsHost, error: CastellanError): Observable<never> | undefined;
}

/** A request that may carry a session, and what its answer is told. */
export interface SessionExchange {
  readonly request: SessionRequest;
  /** Adds values of `Set-Cookie` to the answer. */
  readonly setCookies: (cookies: readonly string[]) => void;
}

/** Before the handler's own interceptors, or inside of them. */
export type RefusedAt = 'guard' | 'parameter';

/** What a handler asks of tokens. */
export interface CallerDemands {
  /** Each handler has its own object. */
  readonly expectation: TokenExpectation;
  /** Whether Cognito has to be asked about the token. */
  readonly isRevalidated: boolean;
  readonly refusals: Refuser;
}

/** A door that the application chooses with the option `doors`, made by the entry that needs the door's packages. */
export interface ChosenDoor {
  /** What kind of door it is. */
  readonly name: UnguardedDoor;
  /** Opens it for one application, while Nest makes that application's providers. */
  open(application: DoorApplication): OpenDoor;
}

/** The options of an application that its doors need. */
export interface DoorSettings extends ChallengeOptions {
  /** In lower case. */
  readonly idTokenHeader: string;
  readonly clockToleranceSeconds?: number;
}

/** What a chosen door gets to know of its application. */
export interface DoorApplication {
  readonly modules: ModulesContainer;
  /** Nest's own: adapters and global enhancers. */
  readonly config: ApplicationConfig;
  readonly options: DoorSettings;
  readonly verifier: TokenVerifier;
  /** Runs code on behalf of a caller, for clients injected with `@InjectAwsClient`. */
  readonly callers: CallerContextStorage;
}

/** A chosen door of one application. Nest runs no global guards for all of them, so it puts them on itself. */
export interface OpenDoor extends Door {
  /** Is given the guards, before the application starts. */
  guardWith(guards: HandlerGuards): void;
  /** Before Nest makes the routes of controllers; gateways and message handlers have been registered by then. */
  register?(): void;
  /** @throws ConfigurationError while the application starts, if something behind the door is not guarded. */
  check?(): Promise<void> | void;
  /** When the application shuts down. */
  close?(): Promise<void> | void;
}

/** Both guards of an application. */
export interface HandlerGuards {
  readonly refusals: Refuser;
  /** Finds the caller, decides, and throws what is refused. */
  enter(context: ExecutionContext): boolean | Promise<boolean>;
  /**
   * Puts the filters for refusals and for fields on every handler. Once every provider has been made, and before Nest
   * reads what stands on handlers.
   */
  prepareHandlers(): void;
}
