import type { RuleMapping } from './applied-rule.js';
import type { MappingCondition } from './mapping-condition.js';

/** What a decision says about the condition a policy is mapped from. */
export function ruleMapping(condition: MappingCondition, defaultPool: string): RuleMapping {
  return Object.freeze(named(condition, defaultPool));
}

function named(condition: MappingCondition, defaultPool: string): RuleMapping {
  switch (condition.kind) {
    case 'group':
      return { kind: 'group', group: condition.group, pool: condition.pool ?? defaultPool };
    case 'pool':
      return { kind: 'pool', pool: condition.pool };
    case 'scope':
      return { kind: 'scope', scope: condition.scope };
    case 'claim':
      return { kind: 'claim', claim: condition.claim };
    case 'everyone':
    case 'authenticated':
    case 'machine':
      return { kind: condition.kind };
  }
}
