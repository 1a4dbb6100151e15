import type { ArgumentsHost, ExecutionContext } from '@nestjs/common';
import { grpcExchangeOf } from './grpc-call.js';

/** How Nest marks a handler of events, to which nobody waits for an answer. */
const HANDLER_TYPE = 'microservices:handler_type';
const EVENT = 2;

/** What is known of a message from its handler, where only the message is at hand. */
export interface MessageHandler {
  readonly name: string;
  readonly isForEvents: boolean;
}

/** The messages that are being handled. One message can have several handlers, if they are for events. */
export class MessageRuns {
  readonly #handlers = new WeakMap<object, MessageHandler>();
  readonly #ended = new WeakSet<object>();

  /** Remembers by whom a message is handled. */
  begin(context: ExecutionContext): void {
    const type: unknown = Reflect.getMetadata(HANDLER_TYPE, context.getHandler());
    this.#handlers.set(messageOf(context), {
      name: `${context.getClass().name}.${context.getHandler().name}`,
      isForEvents: type === EVENT,
    });
  }

  handlerOf(host: ArgumentsHost): MessageHandler | undefined {
    return this.#handlers.get(messageOf(host));
  }

  /** Says that one handler is done with its message. */
  end(context: ExecutionContext): void {
    this.#ended.add(runOf(context));
  }

  hasEnded(host: ArgumentsHost): () => boolean {
    const run = runOf(host);
    return () => this.#ended.has(run);
  }
}

/** The object that stands for a message among the arguments of its handlers. */
export function messageOf(host: ArgumentsHost): object {
  const grpc = grpcExchangeOf(host);
  if (grpc !== undefined) return grpc.isPassedThrough ? grpc.call : grpc.call.metadata;
  const [, context] = host.getArgs<unknown[]>();
  return typeof context === 'object' && context !== null ? originalOf(context) : runOf(host);
}

/** Nest has one list of arguments for each run of a handler, from its guards to its parameters. */
function runOf(host: ArgumentsHost): object {
  return host.getArgs<unknown[]>();
}

const ORIGINAL = Symbol('castellan.original-context');

/**
 * Gives one run of a handler a view of its own on the context of the message, to tie the caller to: handlers of one
 * event have the same context, and their guards run at the same time.
 */
export function ownViewOf(host: ArgumentsHost): object {
  const args = host.getArgs<unknown[]>();
  const original = messageOf(host);
  const view = Object.create(original, { [ORIGINAL]: { value: original } }) as object;
  args[1] = view;
  return view;
}

function originalOf(context: object): object {
  return (context as { readonly [ORIGINAL]?: object })[ORIGINAL] ?? context;
}
