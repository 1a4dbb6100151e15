import type { z } from 'zod';
import { nearestName } from '../../tokens/nearest-name.js';
import { misplacedOperator } from '../conditions.js';
import { jsonPath, valueAt } from './json-path.js';

/** What is wrong with a policy document. It never holds a value of the document. */
export interface PolicyDocumentProblem {
  /** Where, as a JSONPath: `$.policies[0].rules[1].can`. `$` is the document as a whole. */
  readonly path: string;
  /** What was found and what to write. */
  readonly reason: string;
}

/** How much of a document its problems may repeat: names in it are as long as their writer likes. */
const MAX_PROBLEMS = 10;
const MAX_PATH_LENGTH = 500;
const MAX_REASON_LENGTH = 1_000;

/** A policy document that cannot be used. */
export class RefusedDocumentError extends Error {
  override readonly name = 'RefusedDocumentError';
  /** The first problems, cut where they are long. */
  readonly problems: readonly PolicyDocumentProblem[];

  constructor(problems: readonly PolicyDocumentProblem[], options?: { cause?: unknown }) {
    const bounded = problems.slice(0, MAX_PROBLEMS).map(({ path, reason }) => ({
      path: cut(path, MAX_PATH_LENGTH),
      reason: cut(reason, MAX_REASON_LENGTH),
    }));
    super(bounded.map(({ path, reason }) => `${path}: ${reason}`).join('; '), options);
    this.problems = bounded;
  }
}

type Issue = z.core.$ZodIssue;
type UnionIssue = z.core.$ZodIssueInvalidUnion;

const KINDS = 'everyone, authenticated, machine, pool, group, scope or claim';
const OPERATORS = [
  ...['$eq', '$ne', '$in', '$nin', '$all', '$lt', '$lte', '$gt', '$gte'],
  ...['$exists', '$size', '$elemMatch'],
];
const MEMBERS = [
  ...['$schema', 'version', 'policies', 'name', 'description', 'appliesTo', 'rules'],
  ...['kind', 'group', 'includes', 'pool', 'scope', 'claim', 'value'],
  ...['can', 'cannot', 'subject', 'fields', 'conditions', 'because'],
  ...OPERATORS,
];
/** What zod found, as problems with a path and a reason. */
export function problemsOf(issues: readonly Issue[], document: unknown): readonly PolicyDocumentProblem[] {
  return describeAll(issues, [], document);
}

/** The first problems only: to find out what was meant takes time, and there may be as many as fit into a document. */
function describeAll(
  issues: readonly Issue[],
  prefix: readonly PropertyKey[],
  document: unknown,
): readonly PolicyDocumentProblem[] {
  const problems: PolicyDocumentProblem[] = [];
  for (const issue of issues) {
    if (problems.length >= MAX_PROBLEMS) break;
    problems.push(...describe(issue, prefix, document));
  }
  return problems.slice(0, MAX_PROBLEMS);
}

function describe(
  issue: Issue,
  prefix: readonly PropertyKey[],
  document: unknown,
): readonly PolicyDocumentProblem[] {
  const segments = [...prefix, ...issue.path];
  const problem = (reason: string): PolicyDocumentProblem[] => [{ path: jsonPath(segments), reason }];
  const found = valueAt(document, segments);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys
        .slice(0, MAX_PROBLEMS)
        .map((key) => ({ path: jsonPath([...segments, key]), reason: unknownMember(key) }));
    case 'invalid_union':
      return describeUnion(issue.errors, segments, document) ?? problem(noneOfUnion(issue, found));
    case 'invalid_key':
      return problem(misplacedIn(segments) ?? issue.issues[0]?.message ?? issue.message);
    case 'invalid_type':
      return problem(
        found === undefined
          ? `is missing: ${expected(issue)}`
          : `${expected(issue)}, but it is ${kindOf(found)}`,
      );
    case 'invalid_value':
      return problem(
        `${found === undefined ? 'is missing: ' : ''}must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`,
      );
    case 'custom':
    case 'invalid_element':
    case 'invalid_format':
    case 'not_multiple_of':
    case 'too_big':
    case 'too_small':
      return problem(issue.message);
  }
}

/** Of several forms, the one that was meant: the only one of the right type, or with the fewest mistakes. */
function describeUnion(
  forms: readonly (readonly Issue[])[],
  segments: readonly PropertyKey[],
  document: unknown,
): readonly PolicyDocumentProblem[] | undefined {
  const ofThisType = forms.filter((issues) => !issues.every(isAboutType));
  const [best, next] = ofThisType.sort((left, right) => left.length - right.length);
  if (best === undefined || best.length === next?.length) return undefined;
  return describeAll(best, segments, document);
}

function isAboutType(issue: Issue): boolean {
  if (issue.path.length > 0) return false;
  return (
    issue.code === 'invalid_type' ||
    (issue.code === 'invalid_union' && issue.errors.flat().every(isAboutType))
  );
}

function noneOfUnion(issue: UnionIssue, found: unknown): string {
  if (issue.discriminator !== undefined) return `must be ${KINDS}`;
  const forms = [...new Set(expectedTypes(issue))].map((form) => TYPES[form] ?? form).join(', or ');
  return forms === ''
    ? `is ${kindOf(found)} that is mistaken in more than one way`
    : `must be ${forms}, but it is ${kindOf(found)}`;
}

function expectedTypes({ errors }: UnionIssue): readonly string[] {
  return errors.flat().flatMap((inner) => {
    if (inner.code === 'invalid_union') return expectedTypes(inner);
    return inner.code === 'invalid_type' && inner.path.length === 0 ? [inner.expected] : [];
  });
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function expected(issue: Issue & { code: 'invalid_type' }): string {
  return `must be ${TYPES[issue.expected] ?? issue.expected}`;
}

/** An operator in the place of a field. */
function misplacedIn(segments: readonly PropertyKey[]): string | undefined {
  const name = segments.at(-1);
  return typeof name === 'string' && /^\$[a-zA-Z]{1,20}$/.test(name) ? misplacedOperator(name) : undefined;
}

function unknownMember(name: string): string {
  const meant = nearestName(name, MEMBERS);
  if (meant === undefined && name.startsWith('$')) {
    return `is no operator that is known here: there are ${OPERATORS.join(', ')}`;
  }
  return `is not a member that is known here${meant === undefined ? '' : `: did you mean ${meant}?`}`;
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}...`;
}
