import type { MappingRuleOptions } from '../options.js';
import { claimText } from './claim-text.js';

/** Whether a rule of a role mapping holds for these claims. A claim that is missing matches nothing, `NotEqual` included. */
export function ruleMatches(rule: MappingRuleOptions, claims: Readonly<Record<string, unknown>>): boolean {
  const text = claimText(Object.hasOwn(claims, rule.claim) ? claims[rule.claim] : undefined);
  if (text === undefined) return false;
  switch (rule.matchType) {
    case 'Equals':
      return text === rule.value;
    case 'NotEqual':
      return text !== rule.value;
    case 'StartsWith':
      return text.startsWith(rule.value);
    case 'Contains':
      return text.includes(rule.value);
  }
}
