import { isUtf8 } from 'node:buffer';
import { ConfigurationError } from '../../errors/index.js';
import type { Caller } from '../../tokens/principal.js';
import { parseStrictJson } from '../../tokens/index.js';
import { copyConditions, UnsafeConditionsError } from '../conditions.js';
import { GroupRights } from '../group-rights.js';
import { undeclaredClaim } from '../../tokens/declared-claims.js';
import { type KnownClaims, requireKnownClaim } from '../known-claims.js';
import { type KnownPools, requireKnownPool } from '../known-pools.js';
import { compileMappingCondition, type MappingCondition } from '../mapping-condition.js';
import type { PolicyMapping } from '../policy-set.js';
import type { DefineRule, Rules } from '../policy-rules.js';
import { claimOfTemplate, isLikeTemplate, parseTemplate, TEMPLATES } from './claim-template.js';
import { type PolicyDocumentProblem, problemsOf, RefusedDocumentError } from './document-problem.js';
import { requireSize } from './document-size.js';
import { duplicateMember } from './duplicate-member.js';
import { jsonPath } from './json-path.js';
import { jsonSyntaxError } from './json-syntax.js';
import { type DocumentRule, type PolicyDocument, policyDocumentSchema } from './policy-document.schema.js';

/** Writes one rule for one caller. */
type RuleWriter = (rules: Rules, caller: Caller) => void;

/** What reading one document is about: what is wrong with it goes to `problems`. */
interface Reading {
  readonly problems: PolicyDocumentProblem[];
  readonly declaredClaims: readonly string[] | undefined;
}

/** A value of conditions: what it is for a caller. */
type BoundValue = (caller: Caller) => unknown;

/**
 * Reads a policy document. The policies are named after it: `articles.json#editors`.
 *
 * @throws RefusedDocumentError that says where and what is wrong.
 */
export function readDocument(
  name: string,
  bytes: Buffer,
  known: KnownPools & KnownClaims,
): readonly PolicyMapping[] {
  const document = parseDocument(bytes);
  const problems: PolicyDocumentProblem[] = [];
  const names = new Set<string>();
  const policies = document.policies.map((policy, index) => {
    const at = ['policies', index];
    if (names.has(policy.name)) {
      problems.push({
        path: jsonPath([...at, 'name']),
        reason: 'is the name of another policy of this document',
      });
    }
    names.add(policy.name);
    if (policy.rules.length === 0 && !('includes' in policy.appliesTo)) {
      problems.push({ path: jsonPath([...at, 'rules']), reason: 'is empty, so the policy says nothing' });
    }
    const appliesTo = policy.appliesTo as MappingCondition;
    const source = `${name}#${policy.name}`;
    const problem = problemOf(() => {
      requireKnownPool(source, appliesTo, known);
      requireKnownClaim(source, appliesTo, known);
      compileMappingCondition(source, appliesTo, new GroupRights([], known.defaultPool));
    });
    if (problem !== undefined) problems.push({ path: jsonPath([...at, 'appliesTo']), reason: problem });
    const writers = policy.rules.map((rule, number) =>
      ruleWriter(rule, [...at, 'rules', number], { problems, declaredClaims: known.declaredClaims }),
    );
    return {
      source,
      appliesTo,
      conditional: policy.rules.flatMap(({ can, cannot, subject, conditions }) =>
        conditions === undefined ? [] : [{ actions: [can ?? cannot ?? []].flat(), subject }],
      ),
      build: (rules: Rules, caller: Caller): void => {
        for (const write of writers) write(rules, caller);
      },
    };
  });
  if (problems.length > 0) throw new RefusedDocumentError(problems);
  return policies;
}

function problemOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
}

function parseDocument(bytes: Buffer): PolicyDocument {
  const json = parseJson(bytes);
  const result = policyDocumentSchema.safeParse(json);
  if (result.success) return result.data;
  throw new RefusedDocumentError(problemsOf(result.error.issues, json));
}

function parseJson(bytes: Buffer): unknown {
  requireSize(bytes.length);
  try {
    return parseStrictJson(bytes);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const text = bytes.toString();
    const syntaxError = jsonSyntaxError(text);
    const path = syntaxError === undefined ? duplicateMember(text) : undefined;
    const where =
      syntaxError === undefined || !isUtf8(bytes)
        ? ''
        : ` from line ${syntaxError.line}, column ${syntaxError.column} on`;
    throw new RefusedDocumentError([
      { path: path ?? '$', reason: `cannot be read: ${error.message}${where}` },
    ]);
  }
}

function ruleWriter(
  { can, cannot, subject, fields, conditions, because }: DocumentRule,
  at: readonly PropertyKey[],
  reading: Reading,
): RuleWriter {
  const actions = [can ?? cannot ?? []].flat();
  const effect = can === undefined ? 'cannot' : 'can';
  const bound = conditions && bindConditions(conditions, [...at, 'conditions'], reading);
  return (rules, caller) => {
    // What is left out must not be passed on as undefined, which is a condition that is missing.
    const rest = [...(fields ? [fields] : []), ...(bound ? [bound(caller)] : [])];
    const define = rules[effect] as (...args: unknown[]) => ReturnType<DefineRule>;
    const rule = define(actions, subject, ...rest);
    if (because !== undefined) rule.because(because);
  };
}

function bindConditions(
  conditions: Readonly<Record<string, unknown>>,
  at: readonly PropertyKey[],
  reading: Reading,
): BoundValue {
  const { problems } = reading;
  const found = problems.length;
  const bound = bindValue(conditions, at, reading);
  if (problems.length > found) return bound;
  try {
    // What no claim can mend is found when the document is read: a path that is not allowed, an empty operator.
    copyConditions(withSamples(conditions), () => new Set());
  } catch (error) {
    if (!(error instanceof UnsafeConditionsError)) throw error;
    problems.push({ path: jsonPath(at), reason: error.message });
  }
  return bound;
}

function bindValue(value: unknown, at: readonly PropertyKey[], reading: Reading): BoundValue {
  if (typeof value === 'string' && isLikeTemplate(value)) {
    const template = parseTemplate(value);
    const claim = claimOfTemplate(value);
    const wrong = claim === undefined ? undefined : undeclaredClaim(claim, reading.declaredClaims);
    if (wrong !== undefined) reading.problems.push({ path: jsonPath(at), reason: `is about ${wrong}` });
    if (template !== undefined) return template;
    reading.problems.push({
      path: jsonPath(at),
      reason: `looks like a template and is none. There are ${TEMPLATES}`,
    });
  }
  if (Array.isArray(value)) {
    const members = value.map((member: unknown, index) => bindValue(member, [...at, index], reading));
    return (caller) => members.map((member) => member(caller));
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([key, member]) => [key, bindValue(member, [...at, key], reading)] as const,
    );
    return (caller) => Object.fromEntries(members.map(([key, member]) => [key, member(caller)]));
  }
  return () => value;
}

const LIST_OPERATORS: readonly string[] = ['$in', '$nin', '$all'];

/** The conditions with a value of the right kind in the place of each template. */
function withSamples(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return LIST_OPERATORS.includes(key) ? [value] : value;
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withSamples(member, name)]));
}
