import type { IncomingMessage } from 'node:http';
import type { FieldOf } from '../policies/index.js';
import type { RequestCaller } from '../setup/request-caller.js';

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
