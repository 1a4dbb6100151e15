import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { ConfigurationError } from '../../errors/index.js';
import type { HandlerGuards } from '../doors/door.js';

/** Stands before every handler of messages. On the other handlers of the same class it says nothing. */
export class MessageGuard implements CanActivate {
  constructor(private readonly guards: HandlerGuards) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    return context.getType<string>() !== 'rpc' || this.guards.enter(context);
  }

  /** What Nest asks where an application has the class and no guard of its own: one without Castellan's door. */
  static canActivate(context: ExecutionContext): boolean {
    if (context.getType<string>() !== 'rpc') return true;
    throw new ConfigurationError(
      'A handler of messages has no guard in this application. Add doors: [microservices()], with microservices of ' +
        "'castellan/microservices', to the options of CastellanModule.",
    );
  }
}
