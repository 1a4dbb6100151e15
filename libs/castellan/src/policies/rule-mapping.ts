import type { Caller } from '../tokens/principal.js';
import type { RuleMapping } from './applied-rule.js';
import type { GroupRights } from './group-rights.js';
import type { MappingCondition } from './mapping-condition.js';

/** What a decision says about the condition a policy is mapped from. */
export function ruleMapping(condition: MappingCondition, defaultPool: string): RuleMapping {
  return Object.freeze(named(condition, defaultPool));
}

/** What made it apply to a caller who has the rights of a group through another that includes it. */
export function ruleMappingOf(caller: Caller, mapping: RuleMapping, rights: GroupRights): RuleMapping {
  if (mapping.kind !== 'group') return mapping;
  const through = rights.through(caller, mapping.group, mapping.pool);
  return through === undefined ? mapping : Object.freeze({ ...mapping, through });
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
