import type { Caller } from '../tokens/principal.js';
import type { CallerAbility } from './caller-ability.js';
import { deny, type Decision, type Denied } from './decision.js';
import type { RequirementOutline } from './outlines/requirement-outline.js';
import { isThenable } from './thenable.js';

/**
 * Names what loads a subject. Only the adapter gives it a meaning: in Nest it is an injection token, elsewhere
 * usually a function.
 */
export type SubjectReference = string | symbol | object;

/** A part of a request that a requirement may compare with the caller's token. */
export type RequestValue =
  | { readonly kind: 'param'; readonly name: string }
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'host' };

/** Everything a requirement may decide from. An adapter makes one for each request. */
export interface DecisionContext {
  /** Whoever makes the request. */
  readonly caller: Caller;
  /** What the policies say about the caller. */
  readonly ability: CallerAbility;
  /** The pool a group belongs to when nothing else is written: the first configured one. */
  readonly defaultPool: string;
  /** The time of the decision, in milliseconds since the epoch. */
  readonly now: number;
  /**
   * Loads the subject of the request, once a request for each reference. `undefined` or `null`, or a
   * `SubjectNotFoundError`, says that it does not exist; any other error is a failure (500).
   */
  loadSubject(reference: SubjectReference): unknown;
  /** How long a decision may take, in milliseconds. Default 5,000. */
  readonly timeoutMilliseconds?: number;
  /**
   * Reads a part of the request: a route parameter, a header (its name in lower case) or the host. `undefined` where
   * it is absent; `null` where it is sent twice or is not one plain value, since what is ambiguous must not grant.
   * Without this function, requirements that read the request are denied.
   */
  readRequest?(source: RequestValue): string | null | undefined;
  /**
   * The body of the request, parsed; `undefined` where there is none. Without this function, requirements about the
   * body are denied.
   *
   * @param argument The argument that has it, where a call has arguments; `undefined` where it has a body.
   */
  readBody?(argument?: string): unknown;
  /** Told the fields of the body that `checkFields(...)` asks about, before it does. */
  fieldsChecked?(fields: readonly string[]): void;
  /** What `tenant()` asks: the application's default. */
  readonly defaultTenant?: Requirement | undefined;
  /** Told a tenant that the caller's token and the request were found to agree on. */
  tenantVerified?(tenant: string): void;
}

/** What `can(...)` asks the policies. */
export interface SubjectQuestion {
  readonly action: string;
  /** The name of the subject type. */
  readonly subject: string;
  readonly field: string | undefined;
  /** What loads the instance. */
  readonly reference: SubjectReference | undefined;
  readonly hideExistence: boolean;
}

/**
 * The default of {@link DecisionContext.timeoutMilliseconds}.
 *
 * @example
 * ```ts
 * import { DEFAULT_DECISION_TIMEOUT_MILLISECONDS } from 'castellan/core';
 *
 * // A loader that gives up before the decision does.
 * export const loaderTimeoutMilliseconds = DEFAULT_DECISION_TIMEOUT_MILLISECONDS / 2;
 * ```
 */
export const DEFAULT_DECISION_TIMEOUT_MILLISECONDS = 5_000;

/**
 * Something a caller has to fulfil. A value: it is made once, by `groups(...)`, `can(...)` and the like, and
 * asked for every request through {@link evaluate}.
 */
export interface Requirement {
  /**
   * True if `decide` answers from the token and the rules alone, without loading or waiting. Compositions ask
   * these first, so that nothing is loaded for a caller who may not pass anyway.
   */
  readonly immediate: boolean;
  /**
   * True if the decision follows from the caller and the policies alone, and nobody is told of it: asked again about
   * the same caller under the same policies, `decide` would say the same. A grant may then be remembered. Default
   * false: it is asked for every request, as whatever looks at the time or at the request has to be.
   */
  readonly lasting?: boolean;
  /** The scopes that fulfilling this takes, for challenges and API descriptions. */
  readonly requiredScopes?: readonly string[];
  /** What it asks the policies, where it is made by `can(...)`. `checkFields(...)` asks it again for each field. */
  readonly question?: SubjectQuestion;
  /** What loads the instances it decides about, so that an adapter finds mistakes while the application starts. */
  readonly references?: readonly SubjectReference[];
  /** What it asks, as data for tools. Nothing is decided from it. */
  readonly outline?: RequirementOutline;
  /** Decides. An adapter calls {@link evaluate} instead, which also bounds the time and catches failures. */
  decide(context: DecisionContext): Decision | Promise<Decision>;
  /** The requirement as text, for logs, messages and route lists. */
  describe(): string;
}

/**
 * Asks whether the caller fulfils a requirement. Never throws and never rejects: a requirement that throws,
 * rejects, is too slow or answers anything but a decision is denied with `policy_failed`. The answer comes
 * synchronously when nothing has to be waited for.
 *
 * @example
 * ```ts
 * import { evaluate, groups, toError, type DecisionContext } from 'castellan/core';
 *
 * const editorsOnly = groups('editors');
 *
 * export async function authorize(context: DecisionContext): Promise<void> {
 *   const decision = await evaluate(editorsOnly, context);
 *   if (!decision.granted) throw toError(decision, context.caller);
 * }
 * ```
 */
export function evaluate(requirement: Requirement, context: DecisionContext): Decision | Promise<Decision> {
  const outcome = attempt(requirement, context);
  if (!isThenable(outcome)) return outcome;
  const limit = context.timeoutMilliseconds ?? DEFAULT_DECISION_TIMEOUT_MILLISECONDS;
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(deny('policy_failed', `${requirement.describe()} did not decide within ${limit} ms.`));
    }, limit);
    void outcome.then((decision) => {
      clearTimeout(timer);
      resolve(decision);
    });
  });
}

/** {@link evaluate} without the time limit, for the members of a composition. */
export function attempt(requirement: Requirement, context: DecisionContext): Decision | Promise<Decision> {
  try {
    const outcome: unknown = requirement.decide(context);
    if (!isThenable(outcome)) return checked(outcome, requirement);
    return Promise.resolve(outcome).then(
      (decision) => checked(decision, requirement),
      (error: unknown) => failed(requirement, error),
    );
  } catch (error) {
    return failed(requirement, error);
  }
}

function checked(outcome: unknown, requirement: Requirement): Decision {
  return isDecision(outcome)
    ? outcome
    : deny('policy_failed', `${requirement.describe()} answered something that is not a decision.`);
}

function isDecision(value: unknown): value is Decision {
  if (typeof value !== 'object' || value === null) return false;
  const { granted, by, reason } = value as Record<string, unknown>;
  return granted === true ? typeof by === 'string' : granted === false && typeof reason === 'string';
}

function failed(requirement: Requirement, cause: unknown): Denied {
  return deny('policy_failed', `${requirement.describe()} failed.`, { cause });
}
