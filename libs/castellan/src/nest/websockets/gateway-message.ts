import type { ArgumentsHost } from '@nestjs/common';
import type { CallerIdentity } from '../../credentials/index.js';
import { CallerContextMissingError } from '../../errors/index.js';
import type { Caller } from '../../tokens/index.js';
import type { CallWithTokens, CarriedTokens } from '../context/call-with-tokens.js';
import type { RequestContext } from '../context/request-context.js';
import type { Connection } from './connection.js';

/** One message that is being handled. It stands among the arguments of the handler, before the name of the message. */
export class GatewayMessage implements CallWithTokens {
  #context: RequestContext | undefined;

  constructor(readonly connection: Connection) {}

  /** Whoever sent it, as far as the guards know. */
  get caller(): Caller {
    return this.#context?.caller ?? this.connection.caller;
  }

  decidedIn(context: RequestContext): void {
    this.#context = context;
  }

  identity(): Promise<CallerIdentity> {
    return this.#context?.identity() ?? Promise.reject(notLetIn());
  }

  tokens(): CarriedTokens {
    if (this.#context === undefined) throw notLetIn();
    return this.#context.tokens();
  }
}

function notLetIn(): CallerContextMissingError {
  return new CallerContextMissingError(
    'Nothing can be done as the caller of a message before the guards have let it in.',
  );
}

/** The message that a context of Nest is about; `undefined` where it did not come through the door. */
export function messageOf(host: ArgumentsHost): GatewayMessage | undefined {
  for (const argument of host.getArgs<unknown[]>()) {
    if (argument instanceof GatewayMessage) return argument;
  }
  return undefined;
}
