import type { ArgumentsHost, ExecutionContext } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { type CallerContext } from '../../credentials/index.js';
import { CallerContextMissingError, type CastellanError } from '../../errors/index.js';
import type { RequestValue } from '../../policies/index.js';
import { markRefusedBy } from '../context/refused-by.js';
import type { Refuser } from '../context/refuser.js';
import { attachTo } from '../context/attached-contexts.js';
import { isCallWithTokens } from '../context/call-with-tokens.js';
import type { RequestContext } from '../context/request-context.js';
import type { DoorApplication, HandlerGuards, OpenDoor, RefusedAt } from '../doors/door.js';
import type { ForwardedCaller } from './forwarding-link.js';
import { filtersFields, guardMessageHandlers, requireMethods } from './guarded-handlers.js';
import { refuseMessage } from './message-answer.js';
import { messageHeaders } from './message-headers.js';
import { type MessageHandler, messageOf, MessageRuns, ownViewOf } from './message-runs.js';
import { rejectDelivery } from './rejected-deliveries.js';
import { TokenForwarding } from './token-forwarding.js';
import { UnheardRefusals } from './unheard-refusals.js';

/** What of its options the door of microservices needs. Checked. */
export interface MicroservicesDoorOptions {
  readonly forwardTo: readonly (string | symbol)[];
  readonly rejectsDeliveries: boolean;
}

/** Handlers of messages, whatever transport they come by. */
export class MicroservicesDoor implements OpenDoor {
  readonly contextType = 'rpc';
  readonly #runs = new MessageRuns();
  readonly #unheard = new UnheardRefusals();
  #forwarding: TokenForwarding | undefined;

  constructor(
    private readonly application: DoorApplication,
    private readonly options: MicroservicesDoorOptions,
  ) {}

  guardWith(guards: HandlerGuards): void {
    const { modules, callers, verifier } = this.application;
    guardMessageHandlers(modules, { guards, callers, runs: this.#runs, now: () => verifier.now() });
  }

  async check(): Promise<void> {
    requireMethods(this.application.modules);
    this.#forwarding = new TokenForwarding(this.application.modules, this.options.forwardTo);
    this.#forwarding.check();
    await this.#forwarding.connect(() => this.forwardedCaller());
  }

  close(): void {
    this.#forwarding?.close();
  }

  rawHeaders(host: ArgumentsHost): readonly string[] {
    return messageHeaders(host);
  }

  attach(host: ExecutionContext, context: RequestContext): void {
    this.#runs.begin(host);
    // What the handler throws reaches a filter that has the message, and not the view.
    markRefusedBy(messageOf(host), context.refusals);
    const isShared = this.#runs.handlerOf(host)?.isForEvents === true;
    attachTo(isShared ? ownViewOf(host) : messageOf(host), context);
  }

  isAnswered(host: ArgumentsHost): () => boolean {
    return this.#runs.hasEnded(host);
  }

  readBody(host: ArgumentsHost, argument?: string): unknown {
    const [data] = host.getArgs<unknown[]>();
    if (argument === undefined || typeof data !== 'object' || data === null) return data;
    return Object.hasOwn(data, argument) ? (data as Readonly<Record<string, unknown>>)[argument] : undefined;
  }

  /** Messages have headers, and neither a path nor a host. */
  readValue(host: ArgumentsHost, source: RequestValue): string | null | undefined {
    if (source.kind !== 'header') return undefined;
    const headers = messageHeaders(host);
    const values = headers.filter(
      (_, index) => headers[index - 1]?.toLowerCase() === source.name && index % 2 === 1,
    );
    return values.length > 1 ? null : values[0];
  }

  refuse(host: ExecutionContext, error: unknown, at: RefusedAt, refusals: Refuser): unknown {
    this.#runs.begin(host);
    markRefusedBy(messageOf(host), refusals);
    // After its handler has run, a message is the handler's to acknowledge: only fields are refused then.
    const hasNotRun = at === 'guard' || !filtersFields(host);
    if (this.options.rejectsDeliveries && hasNotRun) rejectDelivery(host, error);
    return error;
  }

  answer(host: ArgumentsHost, error: CastellanError): Observable<never> {
    const { name, isForEvents } = this.#runs.handlerOf(host) ?? UNKNOWN;
    if (isForEvents) this.#unheard.write(name, error);
    return refuseMessage(host, error, isForEvents);
  }

  /** Whoever is calling, with the tokens as headers; `undefined` where nobody is. */
  private forwardedCaller(): ForwardedCaller | undefined {
    const context = this.currentCaller();
    if (context === undefined || !isCallWithTokens(context)) return undefined;
    const { bearerToken, idToken } = context.tokens();
    return {
      tokens: {
        ...(bearerToken !== undefined && { authorization: `Bearer ${bearerToken}` }),
        ...(idToken !== undefined && { [this.application.options.idTokenHeader]: idToken }),
      },
      requireUnanswered: () => void context.tokens(),
    };
  }

  private currentCaller(): CallerContext | undefined {
    try {
      return this.application.callers.current();
    } catch (error) {
      if (error instanceof CallerContextMissingError) return undefined;
      throw error;
    }
  }
}

/** Where the context of a message was refused before its handler was looked at. */
const UNKNOWN: MessageHandler = { name: 'an unknown handler', isForEvents: false };
