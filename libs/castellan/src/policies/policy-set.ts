import { ConfigurationError } from '../errors/index.js';
import type { Caller, Principal } from '../tokens/principal.js';
import type { RuleMapping } from './applied-rule.js';
import { CallerAbility } from './caller-ability.js';
import { deny } from './decision.js';
import { GroupRights } from './group-rights.js';
import { type KnownClaims, requireKnownClaim, undeclaredReads } from './known-claims.js';
import { type KnownPools, requireKnownPool } from './known-pools.js';
import {
  checkGroupCondition,
  compileMappingCondition,
  type AppliesTo,
  type MappingCondition,
} from './mapping-condition.js';
import { requireName } from './names.js';
import { collectRules, type RuleSet, type Rules } from './policy-rules.js';
import { ruleMapping, ruleMappingOf } from './rule-mapping.js';
import { sampleCallers } from './sample-callers.js';
import { tokenObjectsOf } from './token-objects.js';

/** One policy and whom it applies to. In Nest: one decorated method of a `@Policies()` class. */
export interface PolicyMapping {
  /** Names the policy in decisions and logs, such as `ArticlePolicies.editors`. */
  readonly source: string;
  /** Whom it applies to. Checked when the set is made. */
  readonly appliesTo: MappingCondition;
  /** What its rules with conditions are about, where that is known before there is a caller. For the boot audit. */
  readonly conditional?: readonly ConditionalRule[];
  /** Writes the rules. Synchronous; reads the caller and nothing else, because the rules live as long as the token. */
  build(rules: Rules, caller: Caller): void;
}

/** What a rule with conditions is about. */
export interface ConditionalRule {
  readonly actions: readonly string[];
  readonly subject: string;
}

/** What a {@link PolicySet} needs to know about the application. */
export interface PolicySetOptions extends KnownPools, KnownClaims {}

const NOTHING: ReadonlySet<object> = new Set();

interface CompiledMapping {
  readonly mapping: PolicyMapping;
  readonly appliesTo: AppliesTo;
  /** What decisions say about the condition. */
  readonly named: RuleMapping;
}

/**
 * All policies of an application. Makes the ability of each caller and keeps it beside the caller's principal.
 *
 * @example
 * ```ts
 * import { PolicySet } from 'castellan/core';
 *
 * export const policies = new PolicySet(
 *   [
 *     {
 *       source: 'guests',
 *       appliesTo: { kind: 'everyone' },
 *       build: ({ can }) => {
 *         can('read', 'Article', { published: true });
 *       },
 *     },
 *   ],
 *   { defaultPool: 'customers' },
 * );
 * ```
 */
export class PolicySet {
  readonly #mappings: readonly CompiledMapping[];
  readonly #options: PolicySetOptions;
  readonly #rights: GroupRights;
  readonly #abilities = new WeakMap<Principal, CallerAbility>();
  #anonymousAbility: CallerAbility | undefined;

  /**
   * @throws ConfigurationError if a condition is malformed or about an unknown user pool, if a policy is about a claim
   * that is not declared, or groups include each other in a circle or a group that no policy names.
   */
  constructor(mappings: readonly PolicyMapping[], options: PolicySetOptions) {
    const { defaultPool } = options;
    this.#options = options;
    requireName('The default pool', defaultPool);
    for (const { source, appliesTo } of mappings) {
      requireName('The source of a policy', source);
      if (appliesTo.kind === 'group') checkGroupCondition(source, appliesTo);
      requireKnownPool(source, appliesTo, options);
      requireKnownClaim(source, appliesTo, options);
    }
    requireDeclaredReads(mappings, options);
    this.#rights = new GroupRights(
      mappings.flatMap(({ source, appliesTo }) =>
        appliesTo.kind === 'group'
          ? [
              {
                source,
                group: appliesTo.group,
                includes: appliesTo.includes ?? [],
                pool: appliesTo.pool ?? defaultPool,
              },
            ]
          : [],
      ),
      defaultPool,
    );
    this.#mappings = mappings.map((mapping) => ({
      mapping,
      appliesTo: compileMappingCondition(mapping.source, mapping.appliesTo, this.#rights),
      named: ruleMapping(mapping.appliesTo, defaultPool),
    }));
  }

  /**
   * The set there would be without some of the policies and with others, for a trial.
   *
   * @throws ConfigurationError as the constructor does.
   */
  replacing(removed: ReadonlySet<PolicyMapping>, added: readonly PolicyMapping[]): PolicySet {
    const kept = this.#mappings.flatMap(({ mapping }) => (removed.has(mapping) ? [] : [mapping]));
    return new PolicySet([...kept, ...added], this.#options);
  }

  /** The pool a group belongs to when its condition names none. */
  get defaultPool(): string {
    return this.#options.defaultPool;
  }

  /**
   * What the policies allow a caller. Never throws: if a policy throws, returns a promise or writes nonsense,
   * everything is denied with `policy_failed`, whatever other policies allow, and the next call tries again.
   *
   * The ability is kept beside the principal object as long as that lives. Principals are frozen; one that is
   * not is compiled each time, since its groups may have changed.
   */
  abilityFor(caller: Caller): CallerAbility {
    const known = caller.kind === 'anonymous' ? this.#anonymousAbility : this.#abilities.get(caller);
    if (known !== undefined) return known;
    const ability = this.#compile(caller);
    if (ability.failed) return ability;
    if (caller.kind === 'anonymous') this.#anonymousAbility = ability;
    else if (Object.isFrozen(caller)) this.#abilities.set(caller, ability);
    return ability;
  }

  /**
   * What rules with conditions are about, as far as that can be known before there is a caller. Policies are asked
   * what they write for made-up callers who have every claim.
   */
  get conditionalRules(): readonly ConditionalRule[] {
    const callers = sampleCallers(this.defaultPool);
    return this.#mappings.flatMap(
      ({ mapping }) =>
        mapping.conditional ?? callers.flatMap((caller) => conditionalRulesOf(mapping, caller)),
    );
  }

  #compile(caller: Caller): CallerAbility {
    const ruleSet: RuleSet = { rules: [], unbuilt: [] };
    const tokenObjects = tokenObjectsOf(caller);
    for (const { mapping, appliesTo, named } of this.#mappings) {
      try {
        if (!appliesTo(caller)) continue;
        const first = ruleSet.rules.length;
        collectRules(mapping.source, (rules) => mapping.build(rules, caller), ruleSet, tokenObjects);
        const because = ruleMappingOf(caller, named, this.#rights);
        for (const rule of ruleSet.rules.slice(first)) rule.appliesTo = because;
      } catch (error) {
        const failure = deny('policy_failed', `The policy ${mapping.source} failed.`, { cause: error });
        return new CallerAbility(caller, { rules: [], unbuilt: [] }, failure);
      }
    }
    return new CallerAbility(caller, ruleSet);
  }
}

/** Lets a policy write its rules for a made-up caller. */
function writtenBy(
  mapping: PolicyMapping,
  caller: Caller,
  written: RuleSet = { rules: [], unbuilt: [] },
): void {
  collectRules(
    mapping.source,
    (rules) => mapping.build(rules, caller),
    written,
    () => NOTHING,
  );
}

/** What a policy wrote until it ended or threw: it may look for something that a made-up caller does not have. */
function conditionalRulesOf(mapping: PolicyMapping, caller: Caller): readonly ConditionalRule[] {
  const written: RuleSet = { rules: [], unbuilt: [] };
  try {
    writtenBy(mapping, caller, written);
  } catch {
    // The audit goes by what was written; for a real caller, whatever a policy throws denies everything.
  }
  const conditional = written.rules.filter(({ conditions }) => conditions !== undefined);
  return [
    ...conditional.map(({ action, subject }) => ({ actions: action, subject })),
    ...written.unbuilt.map(({ action, subject }) => ({ actions: action, subject })),
  ];
}

/** @throws ConfigurationError if a policy reads a claim that is not declared: it would always be missing. */
function requireDeclaredReads(
  mappings: readonly PolicyMapping[],
  { defaultPool, declaredClaims }: PolicySetOptions,
): void {
  if (declaredClaims === undefined) return;
  const callers = sampleCallers(defaultPool).filter((caller) => caller.kind !== 'anonymous');
  for (const mapping of mappings) {
    for (const caller of callers) {
      const [wrong] = undeclaredReads((reader) => writtenBy(mapping, reader), caller, declaredClaims);
      if (wrong !== undefined) throw new ConfigurationError(`${mapping.source} reads ${wrong}`);
    }
  }
}
