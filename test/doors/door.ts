import type { ErrorCode, UserPoolOptions } from 'castellan/core';

/** What a caller has to fulfil at the place that is asked. */
export const DEMANDS = ['authenticated', 'editors', 'scope'] as const;
export type Demand = (typeof DEMANDS)[number];
/** The group and the scope that the demands name. */
export const GROUP = 'editors';
export const SCOPE = 'api/write';

/** One call. */
export interface DoorCase {
  /** The bearer token; `undefined` sends none. */
  readonly token: string | undefined;
  readonly demand: Demand;
}

/** What became of a call, in words that all doors share. */
export interface Verdict {
  readonly code: 'accepted' | ErrorCode;
  /** The HTTP status that the verdict has, or would have. */
  readonly status: number;
  /** The whole challenge; left out where there is none, or the door has no place for one. */
  readonly challenge?: string;
}

/** A way into an application, as the corpus sees it. */
export interface TestDoor {
  readonly name: string;
  /** What the door can ask: one that only authenticates has one demand. */
  readonly demands: readonly Demand[];
  /** Whether its refusals have a place for a challenge. Default: they have. */
  readonly challenges?: false;
  start(userPools: readonly UserPoolOptions[], clock: () => number): Promise<void>;
  ask(call: DoorCase): Promise<Verdict>;
  stop(): Promise<void>;
}
