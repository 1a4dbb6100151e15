import type { ErrorCode, RevocationStore, UserPoolOptions } from 'castellan/core';

/** What a caller has to fulfil at the place that is asked; `closed` is a place that says nothing about its callers. */
export const DEMANDS = [
  'public',
  'authenticated',
  'editors',
  'scope',
  'gold',
  'fresh',
  'own',
  'foreign',
  'hidden',
  'missing',
  'closed',
] as const;
export type Demand = (typeof DEMANDS)[number];

/** What a Castellan behind a door is told. */
export interface DoorOptions {
  readonly userPools: readonly UserPoolOptions[];
  readonly clock: () => number;
  readonly revocations?: RevocationStore;
}

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

/** What a door answered. */
export interface DoorAnswer {
  readonly verdict: Verdict;
  /** The answer in the door's own words, short: a status, the name of an event. */
  readonly own: string;
}

/** A way into an application, as the corpus sees it. */
export interface TestDoor {
  readonly name: string;
  /** The column of the table it stands in. All doors of a column give the very same answers. */
  readonly column: string;
  /** What the door can ask: one that only authenticates has one demand. */
  readonly demands: readonly Demand[];
  /** Whether its refusals have a place for a challenge. Default: they have. */
  readonly challenges?: false;
  start(options: DoorOptions): Promise<void>;
  ask(call: DoorCase): Promise<DoorAnswer>;
  stop(): Promise<void>;
}
