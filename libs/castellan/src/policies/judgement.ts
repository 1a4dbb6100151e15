import { type CallerRules, isAboutField, policyRule, type Rule } from './caller-rules.js';
import { type Decision, type DenialDetails, type Denied, deny } from './decision.js';
import type { PolicyRule } from './policy-rules.js';
import { isFieldName, question } from './question.js';
import { appliedRule, forbiddenBy, grantedBy } from './rule-decisions.js';

/** A question in its checked form. */
export interface CheckedQuestion {
  readonly action: string;
  readonly subject: string;
  /** `undefined` where the subject is not at hand. */
  readonly instance: Record<string, unknown> | undefined;
  readonly field: string | undefined;
}

/** Decides a question by the rules of a caller. */
export function judge(rules: CallerRules, asked: CheckedQuestion): Decision {
  const { action, subject, instance, field } = asked;
  if (field !== undefined && !isFieldName(field)) {
    return deny(
      'rule',
      `No rule allows ${question(action, subject, field)}: that is not the name of a field.`,
    );
  }
  let granting: Rule | undefined;
  let wouldGrant: Rule | undefined;
  let wouldForbid: Rule | undefined;
  let unfulfilled: Rule[] | undefined;
  let givesFields = false;
  for (const rule of rules.about(action, subject)) {
    if (!isAboutField(rule, field)) {
      givesFields ||= field === undefined && !rule.inverted;
      continue;
    }
    if (rule.conditions !== undefined && instance === undefined) {
      if (rule.inverted) wouldForbid ??= rule;
      else wouldGrant ??= rule;
    } else if (rule.inverted) {
      if (rule.matchesConditions(instance)) return forbiddenBy(policyRule(rule), action, subject, field);
    } else if (granting === undefined) {
      if (rule.matchesConditions(instance)) granting = rule;
      else (unfulfilled ??= []).push(rule);
    }
  }
  if (granting !== undefined && wouldForbid === undefined) return grantedBy(policyRule(granting));
  const unchecked = granting === undefined ? wouldGrant : wouldForbid;
  if (unchecked !== undefined) return notLoaded(policyRule(unchecked), asked);
  return nothingGrants(rules, asked, unfulfilled, givesFields);
}

function notLoaded(rule: PolicyRule, { action, subject, field }: CheckedQuestion): Denied {
  return deny(
    'subject_not_loaded',
    `The rules about ${question(action, subject, field)} have conditions and no instance was given to check ` +
      'them on. Pass the instance, or name what loads it: can(action, type, { subject }).',
    { rule: appliedRule(rule) },
  );
}

function nothingGrants(
  rules: CallerRules,
  { action, subject, field }: CheckedQuestion,
  unfulfilled: readonly Rule[] | undefined,
  givesFields: boolean,
): Denied {
  const unbuiltRules = rules.unbuilt(action, subject);
  const isUnmentioned = unbuiltRules.length === 0 && !rules.mentions(subject);
  const similar = rules.likeAction(action, subject);
  const message = [
    `No rule allows ${question(action, subject, field)}.`,
    ...unbuiltRules,
    ...(isUnmentioned
      ? [`No policy that applies to the caller mentions ${subject}: is the policy registered?`]
      : []),
    ...(similar === undefined ? [] : [`The rules about ${subject} know ${similar}: is that what is meant?`]),
    ...(givesFields && unfulfilled === undefined ? [ONLY_FIELDS] : []),
  ].join(' ');
  const details: { -readonly [Name in keyof DenialDetails]: DenialDetails[Name] } = {};
  if (unfulfilled) details.unfulfilledRules = unfulfilled.map((rule) => appliedRule(policyRule(rule)));
  if (unbuiltRules.length > 0) details.unbuiltRules = unbuiltRules;
  return deny('rule', message, details);
}

const ONLY_FIELDS =
  'There are rules about single fields only: ask about a field (can(action, type, { field })).';
