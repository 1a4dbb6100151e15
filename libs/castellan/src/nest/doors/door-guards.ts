import {
  type ExecutionContext,
  Injectable,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { ReadableFieldsRegistration } from '../fields/readable-fields.registration.js';
import { Refusals } from '../context/refusals.js';
import { findRequestContext } from '../context/attached-contexts.js';
import { AuthenticationGuard } from '../guards/authentication.guard.js';
import { AuthorizationGuard } from '../guards/authorization.guard.js';
import { HandlerRefusals } from '../routes/handler-refusals.js';
import type { HandlerGuards } from './door.js';
import { Doors } from './doors.js';

/** Gives the guards to the doors that the application has chosen, for which Nest may not run global ones. */
@Injectable()
export class DoorGuards implements HandlerGuards, OnModuleInit, OnApplicationShutdown {
  constructor(
    readonly refusals: Refusals,
    private readonly doors: Doors,
    private readonly authentication: AuthenticationGuard,
    private readonly authorization: AuthorizationGuard,
    private readonly handlers: HandlerRefusals,
    private readonly readableFields: ReadableFieldsRegistration,
  ) {
    for (const door of doors.chosen) door.guardWith(this);
  }

  enter(context: ExecutionContext): boolean | Promise<boolean> {
    // Where Nest runs global guards, they have come before.
    if (findRequestContext(context)?.isAdmittedTo(context) === true) return true;
    const known = this.authentication.canActivate(context);
    if (known instanceof Promise) {
      return known.then((isKnown) => isKnown && this.authorization.canActivate(context));
    }
    return known && this.authorization.canActivate(context);
  }

  prepareHandlers(): void {
    this.handlers.register();
    this.readableFields.register();
  }

  register(): void {
    this.prepareHandlers();
    for (const door of this.doors.chosen) door.register?.();
  }

  async onModuleInit(): Promise<void> {
    for (const door of this.doors.chosen) await door.check?.();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.doors.chosen.map(async (door) => door.close?.()));
  }
}
