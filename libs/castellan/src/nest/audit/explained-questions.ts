import { type CallerAbility, type ConsideredRule, EVERY_FIELD } from '../../policies/index.js';
import type { OutlinedQuestion } from './questions.js';
import type { AccessibleEntry, RouteEntry } from './route-entry.js';

/** What the policies were asked, and every rule that is about it. */
export interface ExplainedQuestion {
  /** Such as `update Document`. */
  readonly question: string;
  readonly rules: readonly ConsideredRule[];
  /** Rules limited to single fields, where the question is about the subject as a whole and they do not count. */
  readonly limitedRules?: readonly ConsideredRule[];
  /** Whether it is asked about each item that the handler lists or returns, and not to let the caller in. */
  readonly ofEachItem?: true;
}

/** The rules about a question that stands in a requirement. */
export function considered(
  ability: CallerAbility,
  { action, subject, field, loads, checksFields }: OutlinedQuestion,
  instance: unknown,
): ExplainedQuestion {
  const about = checksFields ? ', each field of the body' : field === undefined ? '' : `, field ${field}`;
  const given = loads ? instance : undefined;
  return {
    question: `${action} ${subject}${about}`,
    ...(checksFields || field !== undefined
      ? { rules: ability.consider(action, subject, given, checksFields ? EVERY_FIELD : field) }
      : rulesAboutWhole(ability, { action, subject }, given)),
  };
}

/** What is asked about what the handler lists and returns. */
export function itemQuestions(
  ability: CallerAbility,
  { accessible = [], readableFields }: RouteEntry,
): ExplainedQuestion[] {
  const lists = accessible.map(({ action, subject }) => ({
    question: `${action} ${subject}, each item of the list`,
    ...rulesAboutWhole(ability, { action, subject }),
    ofEachItem: true as const,
  }));
  if (readableFields === undefined) return lists;
  const { action, subject } = readableFields;
  const rules = ability.consider(action, subject, undefined, EVERY_FIELD);
  return [...lists, { question: `${action} ${subject}, each field of the answer`, rules, ofEachItem: true }];
}

function rulesAboutWhole(
  ability: CallerAbility,
  { action, subject }: AccessibleEntry,
  instance?: unknown,
): Pick<ExplainedQuestion, 'rules' | 'limitedRules'> {
  const all = ability.consider(action, subject, instance, EVERY_FIELD);
  const limitedRules = all.filter(({ rule }) => rule.fields !== undefined);
  return {
    rules: all.filter(({ rule }) => rule.fields === undefined),
    ...(limitedRules.length > 0 && { limitedRules }),
  };
}
