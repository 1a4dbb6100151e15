import { type ArgumentsHost, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { CastellanError } from '../../errors/index.js';
import { Doors } from '../doors/doors.js';
import type { RefusedAt } from '../doors/door.js';
import { attempt } from './attempt.js';
import type { Refuser } from './refuser.js';
import { RefusalLog } from './refusal-log.js';

/** Makes sure that a refused caller gets Castellan's answer, whatever the application's filters do. */
@Injectable()
export class Refusals implements Refuser {
  constructor(
    readonly log: RefusalLog,
    private readonly doors: Doors,
  ) {}

  /** Runs a guard. What it refuses is thrown on to the filter next to the handler. */
  guard<T>(context: ExecutionContext, step: () => T | Promise<T>): T | Promise<T> {
    return attempt(step, (error) => this.refuse(context, error, 'guard'));
  }

  /** Runs what makes a parameter of the handler, or filters its result. */
  parameter<T>(context: ExecutionContext, step: () => T | Promise<T>): T | Promise<T> {
    return attempt(step, (error) => this.refuse(context, error, 'parameter'));
  }

  /** Says in the log which rules a list lacks because they were not built from a token. */
  explainList(unbuiltRules: readonly string[]): void {
    for (const rule of unbuiltRules) this.log.writeUnbuiltRule(rule);
  }

  /** Answers an error of ours that reached an exception filter. */
  answer(host: ArgumentsHost, error: CastellanError): Observable<never> | undefined {
    this.log.write(error);
    const door = this.doors.find(host);
    if (door === undefined) throw error;
    return door.answer(host, error);
  }

  private refuse(context: ExecutionContext, error: unknown, at: RefusedAt): never {
    throw this.doors.find(context)?.refuse(context, error, at, this) ?? error;
  }
}
