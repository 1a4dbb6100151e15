import type { AppliedRule } from './applied-rule.js';
import { deny, grant, type Denied, type Granted } from './decision.js';
import type { PolicyRule } from './policy-rules.js';
import { question } from './question.js';

/**
 * The decision of a question this rule allows. It is the same for every question, so it is made once, on the first:
 * most rules of a token are never asked.
 */
export function grantedBy(rule: PolicyRule): Granted {
  rule.granted ??= grant(rule.source, { rule: appliedRule(rule) });
  return rule.granted;
}

/** The denial of a question this rule forbids. */
export function forbiddenBy(
  rule: PolicyRule,
  action: string,
  subject: string,
  field: string | undefined,
): Denied {
  const unsafe =
    rule.unsafe && `its conditions could not be built, so it forbids without any: ${rule.unsafe}`;
  const reasons = [rule.reason, unsafe].filter((reason) => reason !== undefined);
  const because = reasons.length > 0 ? ` because ${reasons.join('; ')}` : '';
  const message = `${rule.source} forbids ${question(action, subject, field)}${because}.`;
  const applied = appliedRule(rule);
  return rule.reason === undefined
    ? deny('rule', message, { by: rule.source, rule: applied })
    : deny('rule', message, { by: rule.source, because: rule.reason, rule: applied });
}

/** What a decision says about a rule. */
export function appliedRule(rule: PolicyRule): AppliedRule {
  rule.applied ??= Object.freeze<AppliedRule>({
    source: rule.source,
    effect: rule.inverted ? 'forbid' : 'allow',
    actions: Object.freeze([...rule.action]),
    subject: rule.subject,
    ...(rule.fields && { fields: Object.freeze([...rule.fields]) }),
    conditional: rule.conditions !== undefined,
    ...(rule.reason !== undefined && { because: rule.reason }),
    ...(rule.appliesTo && { appliesTo: rule.appliesTo }),
  });
  return rule.applied;
}
