import { ConfigurationError } from '../../errors/index.js';
import { requireRequirement } from '../composition.js';
import { EVERY_FIELD } from '../considered-rule.js';
import { deny, type Decision, type Denied, type Granted } from '../decision.js';
import { decideOnSubject, hidden } from '../loaded-subject.js';
import { describeValue } from '../names.js';
import { outlineOf } from '../outlines/outline-of.js';
import type { DecisionContext, Requirement, SubjectQuestion } from '../requirement.js';
import { fieldsOfBody, UncheckableBodyError } from './body-fields.js';
import { isUnchanged } from './unchanged-field.js';

/** What `checkFields(...)` and `@CheckFields` take. */
export interface CheckFieldsOptions {
  /**
   * Asks about the fields inside of nested objects, as `address.city`, instead of about `address` as a whole. Only for
   * handlers that merge nested objects: one that replaces them also removes what the body does not name. Default
   * false.
   */
  readonly nested?: boolean;
  /**
   * `refuse`: a field that the caller may not change must not be in the body. `ignore`: it may be, if it has the value
   * that the loaded instance has already, and the caller may `read` it; otherwise an answer would tell whether a value
   * was guessed. Default `refuse`.
   */
  readonly unchanged?: 'refuse' | 'ignore';
  /**
   * The argument that has the fields, for a resolver of GraphQL: `input` for `update(id: ID!, input: PostInput!)`. An
   * operation has no body, so that a resolver without it denies everybody. Requests and messages have one body and no
   * arguments: there, naming one denies everybody. Default: none.
   */
  readonly argument?: string;
}

/**
 * The caller may do what `can(...)` asks to every field that the body of the request names, on the loaded instance.
 *
 * It takes the place of the question about the subject as a whole, so that a rule for single fields is enough. Every
 * member of the body is asked about, under rules without fields too. A body without a member is a question about the
 * subject as a whole. A body that is no object is denied, and so is one with `__proto__`, `constructor` or
 * `prototype` anywhere in it, or with a member that is a path or an operator (`a.b`, `a[b]`, `$set`) in the place of a
 * field. So is one with more than 1,000 fields, with a path of more than 256 characters to one, or with anything in it
 * but plain objects, lists and simple values. The body is not looked at where no rule allows the caller anything.
 *
 * @param requirement Made by `can(...)`, without a field of its own.
 * @throws ConfigurationError if it is anything else, or an option is unknown.
 *
 * @example
 * ```ts
 * import { anyOf, can, checkFields, groups } from 'castellan/core';
 *
 * declare const articleOfRequest: () => Promise<object | undefined>;
 *
 * const mayUpdate = can('update', 'Article', { subject: articleOfRequest });
 * export const mayChange = anyOf(groups('admins'), checkFields(mayUpdate));
 * ```
 */
export function checkFields(requirement: Requirement, options: CheckFieldsOptions = {}): Requirement {
  const question = requireQuestion(requirement);
  const { nested = false, unchanged = 'refuse', argument } = checkOptions(options);
  const { reference } = question;
  const description = `checkFields(${requirement.describe()})`;
  if (reference === undefined && unchanged === 'ignore') {
    throw new ConfigurationError(
      `${description}: what is unchanged can only be told of a loaded instance. Name what loads it: ` +
        'can(action, type, { subject }).',
    );
  }

  function decide(context: DecisionContext): Decision | Promise<Decision> {
    if (context.readBody === undefined) return deny('body', `${description}: the body cannot be read here.`);
    const refused = refuseBeforehand(context, question);
    if (refused !== undefined) return refused;
    const body = context.readBody(argument);
    let fields: readonly string[];
    try {
      fields = fieldsOfBody(body, nested);
    } catch (error) {
      if (error instanceof UncheckableBodyError) return deny('body', `${description}: ${error.message}`);
      throw error;
    }
    context.fieldsChecked?.(fields);
    const forgives = unchanged === 'ignore';
    if (reference === undefined) return decideEach(context, question, fields);
    if (!forgives) {
      const beforehand = decideEach(context, question, fields);
      if (isFinal(beforehand)) return beforehand;
    }
    return decideOnSubject(context, { ...question, reference }, description, (instance) =>
      decideEach(context, question, fields, instance, forgives ? body : undefined),
    );
  }

  const outline = outlineOf(requirement);
  return Object.freeze<Requirement>({
    immediate: false,
    decide,
    ...(reference !== undefined && { references: [reference] }),
    outline: outline.kind === 'can' ? { ...outline, checksFields: true } : outline,
    describe: () => description,
  });
}

/** The denial of a caller whom no rule allows anything, whatever the body: it is not worth a look then. */
function refuseBeforehand(
  { ability }: DecisionContext,
  { action, subject }: SubjectQuestion,
): Denied | undefined {
  const isAllowedSomething = ability
    .consider(action, subject, undefined, EVERY_FIELD)
    .some(({ rule }) => rule.effect === 'allow');
  if (isAllowedSomething) return undefined;
  const decision = ability.decide(action, subject);
  return decision.granted ? undefined : decision;
}

/** Whether no instance could change it. */
function isFinal(decision: Decision): boolean {
  return !decision.granted && decision.reason !== 'subject_not_loaded';
}

/**
 * All fields must be allowed. Without an instance, a denial that no instance could change comes before one that says
 * that an instance is needed, so that nothing is loaded in vain.
 *
 * @param body Given where fields are forgiven that have their value already.
 */
function decideEach(
  { ability }: DecisionContext,
  { action, subject, hideExistence }: SubjectQuestion,
  fields: readonly string[],
  instance?: unknown,
  body?: unknown,
): Decision {
  const decideField = (field: string): Decision => ability.decide(action, subject, instance, field);
  const isForgiven = (denial: Denied, field: string): boolean =>
    denial.reason === 'rule' &&
    body !== undefined &&
    isUnchanged(body, instance, field) &&
    ability.decide('read', subject, instance, field).granted;

  let granted: Granted | undefined;
  let telling: Denied | undefined;
  for (const field of fields) {
    const decision = decideField(field);
    if (decision.granted) {
      granted ??= decision;
    } else if (!isFinal(decision)) {
      telling ??= decision;
    } else if (!isForgiven(decision, field)) {
      telling = decision;
      break;
    }
  }
  if (telling === undefined) {
    const whole = granted ?? ability.decide(action, subject, instance);
    return whole.granted || !hides(whole) ? whole : hidden(whole);
  }
  const isOtherwiseAllowed = (): boolean =>
    granted !== undefined ||
    ability.decide(action, subject, instance).granted ||
    fields.some((field) => decideField(field).granted);
  return hides(telling) && !isOtherwiseAllowed() ? hidden(telling) : telling;

  function hides(denial: Denied): boolean {
    return hideExistence && instance !== undefined && denial.reason === 'rule';
  }
}

function requireQuestion(requirement: unknown): SubjectQuestion {
  const { question } = requireRequirement('checkFields', requirement);
  if (question !== undefined && question.field === undefined) return question;
  throw new ConfigurationError(
    'checkFields(...) takes a requirement made by can(action, type, { subject }), without a field: it asks about ' +
      'the fields of the body.',
  );
}

const OPTION_NAMES: readonly string[] = ['nested', 'unchanged', 'argument'];

function checkOptions(options: CheckFieldsOptions): CheckFieldsOptions {
  const unknown = Object.keys(options).find((name) => !OPTION_NAMES.includes(name));
  if (unknown !== undefined) {
    throw new ConfigurationError(
      `checkFields(...): ${unknown} is not an option. Use ${OPTION_NAMES.join(', ')}.`,
    );
  }
  const { nested = false, unchanged = 'refuse', argument } = options;
  if (typeof nested !== 'boolean') {
    throw new ConfigurationError(
      `checkFields(...): nested must be true or false, but it is ${describeValue(nested)}.`,
    );
  }
  if (argument !== undefined && (typeof argument !== 'string' || argument === '')) {
    throw new ConfigurationError(
      'checkFields(...): argument must be the name of an argument, such as "input".',
    );
  }
  if (!['refuse', 'ignore'].includes(unchanged)) {
    throw new ConfigurationError("checkFields(...): unchanged must be 'refuse' or 'ignore'.");
  }
  return options;
}
