import { AssertionError } from 'node:assert';
import type { CallerAbility, SubjectType } from '../policies/index.js';
import type { Caller } from '../tokens/index.js';
import { ask, explain, outcomeOf, type Outcome } from './expect-policy.js';
import { fieldGrants } from './field-grants.js';
import { describeCaller, describeQuestion, type PolicyQuestion } from './policy-question.js';

/** An instance to ask about, in place of its type. */
export interface MatrixInstance {
  /** What the table calls it. */
  readonly label: string;
  /** Its type. */
  readonly type: SubjectType;
  /** The instance. */
  readonly instance: object;
  /** One field of it. Default: the instance as a whole. */
  readonly field?: string;
}

/** What a table of decisions is about. */
export interface PolicyMatrixOptions {
  /** The columns: callers by the names that head them. */
  readonly callers: Readonly<Record<string, Caller>>;
  /** What is asked about each subject. */
  readonly actions: readonly string[];
  /** The types, and the instances, that are asked about. */
  readonly subjects: readonly (SubjectType | MatrixInstance)[];
}

const CELLS: Readonly<Record<Exclude<Outcome, 'failed'>, string>> = {
  allowed: 'allow',
  denied: 'deny',
  'depends on the instance': 'depends',
};

/** @internal */
export function policyMatrix(
  abilityFor: (caller: Caller) => CallerAbility,
  { callers, actions, subjects }: PolicyMatrixOptions,
): string {
  const columns = Object.entries(callers);
  const rows = subjects.flatMap((subject) =>
    actions.map((action) => [
      `${action} ${labelOf(subject)}`,
      ...columns.map(([, caller]) => cell(abilityFor(caller), caller, action, subject)),
    ]),
  );
  return layOut([['', ...columns.map(([name]) => name)], ...rows]);
}

function cell(
  ability: CallerAbility,
  caller: Caller,
  action: string,
  subject: SubjectType | MatrixInstance,
): string {
  const question: PolicyQuestion = isInstance(subject)
    ? { ...subject, action, subject: subject.type }
    : { action, subject };
  const decision = ask(ability, question);
  const outcome = outcomeOf(decision);
  if (outcome !== 'failed') {
    const fields =
      outcome === 'allowed' || question.field !== undefined ? undefined : fieldGrants(ability, question);
    if (fields === undefined) return CELLS[outcome];
    return outcome === 'denied' ? fields : `${CELLS[outcome]}; ${fields}`;
  }
  throw new AssertionError({
    message: `There is no decision for ${describeCaller(caller)}: ${describeQuestion(question)}.\n${explain(decision)}`,
    actual: outcome,
    expected: 'a decision',
    operator: 'policyMatrix',
  });
}

function isInstance(subject: SubjectType | MatrixInstance): subject is MatrixInstance {
  return typeof subject === 'object';
}

function labelOf(subject: SubjectType | MatrixInstance): string {
  if (typeof subject === 'string') return subject;
  return isInstance(subject) ? subject.label : (subject.modelName ?? subject.name);
}

/** Lines of the same cells always are the same text, so that a snapshot changes only where a decision does. */
function layOut(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join(' | ')
      .trimEnd(),
  );
  const rule = widths.map((width) => '-'.repeat(width)).join('-|-');
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}
