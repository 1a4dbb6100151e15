import type { PassingCallers, RequirementOutline } from '../../policies/index.js';
import type { TokenUse } from '../../tokens/index.js';
import type { EntryPointKind } from './entry-points.js';

/** What `@ReadableFields` of a handler says. */
export interface ReadableFieldsEntry {
  /** The action that has to be allowed on each field. */
  readonly action: string;
  readonly subject: string;
  /** Where the items are inside of what is returned, where they are not all of it. */
  readonly at?: string;
  /** What becomes of the members of a list that the caller may not read at all. */
  readonly unreadable: 'refuse' | 'omit';
}

/** What one `@Accessible` of a handler asks. */
export interface AccessibleEntry {
  readonly action: string;
  readonly subject: string;
}

/** One way into the application, and what it asks. Plain data: it goes through `JSON.stringify` unchanged. */
export interface RouteEntry {
  /** How it is reached. */
  readonly kind: EntryPointKind;
  /**
   * Its address: `GET /api/articles/:id`, `Query.article`, `message "sum"`, `websocket chat`. A GraphQL field is named
   * by its type.
   */
  readonly route: string;
  /** The versions it answers to, where they are in a header or a media type and not in the path. */
  readonly versions?: readonly string[];
  /** The hosts it answers to, where it does not answer to all. */
  readonly hosts?: readonly string[];
  /** The class and the method, such as `ArticlesController.read`. */
  readonly handler: string;
  /** Whether callers without credentials are let in: to the handler, or to the decision if there is a requirement. */
  readonly public: boolean;
  /** Whether nothing is asked of its callers, so that it is closed to everybody. */
  readonly unguarded: boolean;
  /** Why it is closed to everybody. */
  readonly closedBecause?: string;
  /** Whether it is guarded by something else than Castellan, as `unguardedDoors` says. */
  readonly guardedElsewhere?: true;
  /** Everything that has to hold, as data. */
  readonly outline?: RequirementOutline;
  /** Everything that has to hold, as text. */
  readonly requirement?: string;
  /**
   * Who passes, by group and by scope: whoever fulfils one of these. Absent where nothing is asked, or where there are
   * too many ways.
   */
  readonly passes?: readonly PassingCallers[];
  /** Why nobody can ever pass, where that is certain. An application with such a handler does not start. */
  readonly impossibleBecause?: string;
  /** The only type of token it takes, where `@TokenUse` says one. */
  readonly tokenUse?: TokenUse;
  /** The user pools whose tokens it takes, where `@Pool` names them. */
  readonly pools?: readonly string[];
  /**
   * Whether the instance that `@Can` is about is loaded: `all` its questions load one, `some` do, `none` does. Absent
   * where there is no `@Can`.
   */
  readonly loads?: 'all' | 'some' | 'none';
  /** Which fields of what it returns are sent. Absent where `@ReadableFields` does not filter them. */
  readonly readableFields?: ReadableFieldsEntry;
  /** The filters for lists that it takes by `@Accessible`, in the order of its parameters. Absent where there is none. */
  readonly accessible?: readonly AccessibleEntry[];
}
