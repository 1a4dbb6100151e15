import type { Caller } from '../tokens/index.js';
import type { RouteReference } from './decision-entry.js';

/** What the adapter knows about a request. */
export interface ObservedRequest {
  /** What was called. */
  readonly route?: RouteReference;
  /** The identifier of the request. See `readRequestId`. */
  readonly requestId?: string;
}

/** A question to the policies, as it was asked: a handler can pass on whatever a client wrote. */
export interface ObservedQuestion {
  readonly action: unknown;
  readonly subject: unknown;
  readonly fields?: unknown;
}

/** Everything that is known about what was decided, besides the decision. */
export interface ObservedDecision {
  readonly caller: Caller;
  readonly asked: 'route' | 'handler';
  readonly about: ObservedRequest;
  readonly requirement?: string;
  readonly question?: ObservedQuestion | undefined;
  /** The instance it was decided about. */
  readonly instance?: unknown;
}
