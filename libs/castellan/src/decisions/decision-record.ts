import type { Decision, DecisionStep } from '../policies/index.js';
import type { DecisionRecord, StepRecord } from './decision-entry.js';

/** The longest text of an entry. A message can quote the name of a field, which a client may have chosen. */
const LONGEST_TEXT = 500;

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

/** A decision as plain data. The cause of a failure is not in it: nobody knows what an error of the application says. */
export function decisionRecord(decision: Decision): DecisionRecord {
  const record: Mutable<DecisionRecord> = { granted: decision.granted };
  if (decision.by !== undefined) record.by = bounded(decision.by);
  if (decision.rule !== undefined) record.rule = decision.rule;
  if (!decision.granted) {
    record.reason = decision.reason;
    record.message = bounded(decision.message);
    if (decision.missing !== undefined) record.missing = decision.missing;
    if (decision.unfulfilledRules !== undefined) record.unfulfilledRules = decision.unfulfilledRules;
    if (decision.unbuiltRules !== undefined) record.unbuiltRules = decision.unbuiltRules.map(bounded);
  }
  if (decision.trail !== undefined) record.trail = decision.trail.map(stepRecord);
  return record;
}

/** Cuts a text off that is longer than an entry may have. */
export function bounded(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1)}…`;
}

function stepRecord({ requirement, decision }: DecisionStep): StepRecord {
  return { requirement: bounded(requirement), ...decisionRecord(decision) };
}
