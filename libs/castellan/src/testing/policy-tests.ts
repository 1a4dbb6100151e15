import type { CallerAbility } from '../policies/index.js';
import type { AnonymousCaller, Caller, MachinePrincipal, UserPrincipal } from '../tokens/index.js';
import { ANONYMOUS } from '../tokens/principal.js';
import { describeType, wrongOption } from '../tokens/option-checks.js';
import { policyExpectation, type PolicyExpectation } from './expect-policy.js';
import { policyMatrix, type PolicyMatrixOptions } from './policy-matrix.js';
import { refuseInProduction } from './refuse-in-production.js';
import { type TestCallerOptions, testMachine, testUser, type TestUserOptions } from './test-principals.js';

/** Policies to test: a `PolicySet`, `policiesOf([...])`, or the `ApplicationPolicies` of an application that started. */
export interface PolicySource {
  /** What the policies allow a caller. */
  abilityFor(caller: Caller): CallerAbility;
  /** The pool that groups belong to where nothing else is written. */
  readonly defaultPool: string;
}

/** Callers, expectations and tables for the policies of one application. */
export interface PolicyTests {
  /** A user, as verified from a token. @throws ConfigurationError if an option is unknown or of the wrong type. */
  user(options?: TestUserOptions): UserPrincipal;
  /** A program with client credentials. @throws ConfigurationError as `user` does. */
  machine(options?: TestCallerOptions): MachinePrincipal;
  /** A request without credentials. */
  guest(): AnonymousCaller;
  /** Says what a caller may and may not do. @throws ConfigurationError if it is no caller. */
  expectPolicy(caller: Caller): PolicyExpectation;
  /**
   * A table of every action on every subject for every caller: `allow`, `deny`, or `depends` on the instance. Where
   * rules give single fields only, it names them as the rules do: `fields: title, tags (depends)`. It is always the
   * same text for the same decisions: compare it with a snapshot or a committed file.
   *
   * @throws AssertionError if a policy fails, or a question cannot be decided.
   */
  policyMatrix(options: PolicyMatrixOptions): string;
}

/**
 * Tests policies without requests and without tokens.
 *
 * @throws ConfigurationError where `NODE_ENV` is `production`, or what is passed are no policies.
 *
 * @example
 * ```ts
 * import { PolicySet } from 'castellan/core';
 * import { policyTests } from 'castellan/testing';
 *
 * const policies = new PolicySet(
 *   [
 *     {
 *       source: 'editors',
 *       appliesTo: { kind: 'group', group: 'editors' },
 *       build: ({ can, cannot }) => {
 *         can('update', 'Article');
 *         cannot('update', 'Article', { locked: true }).because('the article is locked');
 *       },
 *     },
 *   ],
 *   { defaultPool: 'customers' },
 * );
 * const { expectPolicy, guest, user } = policyTests(policies);
 *
 * const editor = expectPolicy(user({ groups: ['editors'] }));
 * editor.toAllow('update', 'Article', { locked: false });
 * editor.toDeny('update', 'Article', { locked: true }).because('the article is locked');
 * editor.toDependOnInstance('update', 'Article');
 * expectPolicy(guest()).toDeny('update', 'Article');
 * ```
 */
export function policyTests(policies: PolicySource): PolicyTests {
  refuseInProduction(process.env);
  requirePolicySource(policies);
  const abilityFor = (caller: Caller): CallerAbility => policies.abilityFor(requireCaller(caller));
  return {
    user: (options = {}) => testUser(options, policies.defaultPool),
    machine: (options = {}) => testMachine(options, policies.defaultPool),
    guest: () => ANONYMOUS,
    expectPolicy: (caller) => policyExpectation(caller, abilityFor(caller)),
    policyMatrix: (options) => policyMatrix(abilityFor, options),
  };
}

function requirePolicySource(policies: unknown): void {
  const { abilityFor, defaultPool } = (policies ?? {}) as Partial<Record<keyof PolicySource, unknown>>;
  if (typeof abilityFor === 'function' && typeof defaultPool === 'string') return;
  throw wrongOption(
    'The argument of policyTests(...)',
    nameOf(policies),
    'a PolicySet, policiesOf([new ArticlePolicies()]) or app.get(ApplicationPolicies)',
  );
}

/** What is no caller would be decided about as somebody without any rights, and a test of a denial would be green. */
function requireCaller(caller: unknown): Caller {
  const { kind } = (caller ?? {}) as { kind?: unknown };
  if (kind === 'user' || kind === 'machine' || kind === 'anonymous') return caller as Caller;
  throw wrongOption(
    'The caller',
    nameOf(caller),
    "a caller made by user({ sub: 'alice' }), machine() or guest() of policyTests(...)",
  );
}

function nameOf(value: unknown): string {
  return typeof value === 'function' && value.name !== ''
    ? `the function ${value.name}`
    : describeType(value);
}
