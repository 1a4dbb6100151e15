import type { AppliedRule, DenialReason, Missing } from '../policies/index.js';
import type { TokenUse } from '../tokens/index.js';

/** The value of a claim that the application listed: a string, a number, a boolean, or a list of these. */
export type ListedClaim = string | number | boolean | readonly (string | number | boolean)[];

/** Who called. No token, and no claim that the application did not list. */
export interface CallerReference {
  /** A user, a program, or nobody. */
  readonly kind: 'user' | 'machine' | 'anonymous';
  /** The `sub` claim. */
  readonly sub?: string;
  /** The name of the user pool. */
  readonly pool?: string;
  /** The app client. */
  readonly clientId?: string;
  /** Which of the two Cognito tokens it was. */
  readonly tokenUse?: TokenUse;
  /** The claims that the application listed and the token has. */
  readonly claims?: Readonly<Record<string, ListedClaim>>;
}

/** What was called. Patterns and names, never what a client wrote. */
export interface RouteReference {
  /** The method of the application, such as `ArticlesController.update`. */
  readonly handler: string;
  /** The HTTP method. */
  readonly method?: string;
  /** The pattern of the path, such as `/articles/:id`. */
  readonly path?: string;
}

/** What a decision was about. */
export interface RecordedSubject {
  /** The type of the subject. */
  readonly type: string;
  /** Which one, if the application gave a function that says it. */
  readonly id?: string;
}

/** A decision as it is recorded. */
export interface DecisionRecord {
  /** Whether the caller may. */
  readonly granted: boolean;
  /** What granted or forbade it. */
  readonly by?: string;
  /** Why it is a denial. Stable and machine-readable. */
  readonly reason?: DenialReason;
  /** The denial in words, for people; at most 500 characters. */
  readonly message?: string;
  /** The rule it follows from. */
  readonly rule?: AppliedRule;
  /** What the caller lacks. */
  readonly missing?: Missing;
  /** Rules that would allow it and whose conditions the subject does not fulfil. */
  readonly unfulfilledRules?: readonly AppliedRule[];
  /** Rules that were not built from the caller's token, and why; each at most 500 characters. */
  readonly unbuiltRules?: readonly string[];
  /** What the members of a composition decided. */
  readonly trail?: readonly StepRecord[];
}

/** A member of a composition, and what it decided. */
export interface StepRecord extends DecisionRecord {
  /** The member as text, such as `groups(editors)`. */
  readonly requirement: string;
}

/** What entries of every kind say about the request. */
export interface EntryContext {
  /** When, in ISO 8601, UTC. */
  readonly time: string;
  /** Who called. */
  readonly caller: CallerReference;
  /** What was called. Absent outside of a route. */
  readonly route?: RouteReference;
  /** `route`: the requirement of the route. `handler`: an `assert` inside of the handler. */
  readonly asked: 'route' | 'handler';
  /** The requirement as text. Absent where a handler asked the policies. */
  readonly requirement?: string;
  /** The action, where the policies were asked one question. */
  readonly action?: string;
  /** The subject, where the policies were asked one question. */
  readonly subject?: RecordedSubject;
  /** The fields in question; at most 50, each at most 100 characters. */
  readonly fields?: readonly string[];
  /** The identifier of the request, if the application named a header for it. */
  readonly requestId?: string;
}

/** A decision, and all that explains it. */
export interface DecisionEntry extends EntryContext, DecisionRecord {
  /** Tells the kinds of entries apart. */
  readonly kind: 'decision';
  /**
   * How long it took to decide, in microseconds, the loading of a subject included. Absent where a handler asked the
   * policies.
   */
  readonly durationMicroseconds?: number;
}

/** A decision on which the policies on trial do not agree with those in force. */
export interface ShadowDifferenceEntry extends EntryContext {
  /** Tells the kinds of entries apart. */
  readonly kind: 'shadow_difference';
  /** What counted. */
  readonly live: DecisionRecord;
  /** What the policies on trial would have decided. */
  readonly shadow: DecisionRecord;
  /** How long the policies on trial took, in microseconds. Absent where a handler asked the policies. */
  readonly shadowDurationMicroseconds?: number;
}

/** Says that entries were lost because the sink was slower than they came, or failed. */
export interface LostEntriesEntry {
  /** Tells the kinds of entries apart. */
  readonly kind: 'entries_lost';
  /** When that was noticed, in ISO 8601, UTC. */
  readonly time: string;
  /** How many grants were lost since the last entry of this kind. */
  readonly grants: number;
  /** How many denials, and differences, were lost since the last entry of this kind. */
  readonly others: number;
}

/** Everything a {@link DecisionSink} is given. Discriminate on `kind`. */
export type AuditEntry = DecisionEntry | ShadowDifferenceEntry | LostEntriesEntry;
