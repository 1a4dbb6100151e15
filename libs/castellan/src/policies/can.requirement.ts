import { ConfigurationError } from '../errors/index.js';
import type { CallerAbility } from './caller-ability.js';
import type { Decision } from './decision.js';
import { decideOnSubject, hidden } from './loaded-subject.js';
import { describeValue, requireName } from './names.js';
import type { DecisionContext, Requirement, SubjectReference } from './requirement.js';
import type { ActionOn, FieldOf, SubjectType } from './policy-types.js';
import { requireAction, subjectTypeName } from './subject-type.js';

/** What `can(...)` takes besides the action and the type of its subject. */
export interface CanOptions<Subject = SubjectType> {
  /**
   * What loads the instance to decide about. Without it a rule with conditions cannot be checked, and so does
   * not grant.
   */
  readonly subject?: SubjectReference;
  /** The field of the subject the action is about. */
  readonly field?: FieldOf<Subject>;
  /**
   * Answers "not found" (404) instead of "denied" (403) for an instance the caller may not use, so that the
   * answer does not tell that it exists. Default false.
   */
  readonly hideExistence?: boolean;
}

/**
 * The policies let the caller do this.
 *
 * With `subject` the rules are asked twice: first without the instance, so that nothing is loaded for a caller
 * whom no rule could ever let pass, then with it.
 *
 * @param action Such as `update`. `manage` asks for every action.
 * @param subject The type: a name or a class. `all` asks for every type.
 * @throws ConfigurationError if one of them is missing or empty, or if an option is there and undefined.
 *
 * @example
 * ```ts
 * import { can } from 'castellan/core';
 *
 * declare const articleOfRequest: () => Promise<object | undefined>;
 *
 * export const mayCreate = can('create', 'Article');
 * export const mayUpdate = can('update', 'Article', { subject: articleOfRequest });
 * ```
 */
export function can<const Subject extends SubjectType>(
  action: ActionOn<Subject>,
  subject: Subject,
  options: CanOptions<Subject> = {},
): Requirement {
  const actionName = requireAction(action);
  const subjectName = subjectTypeName(subject);
  const { subject: reference, field, hideExistence = false } = checkOptions(options);
  const description = `can(${actionName}, ${subjectName}${field === undefined ? '' : `, ${field}`})`;

  /** The rules live as long as the ability, and so does what they say without an instance. */
  const known = new WeakMap<CallerAbility, Decision>();

  function decideBeforehand(ability: CallerAbility): Decision {
    const remembered = known.get(ability);
    if (remembered !== undefined) return remembered;
    const decision = ability.decide(actionName, subjectName, undefined, field);
    known.set(ability, decision);
    return decision;
  }

  function judge({ ability }: DecisionContext, loaded: unknown): Decision {
    const decision = ability.decide(actionName, subjectName, loaded, field);
    return decision.granted || decision.reason !== 'rule' || !hideExistence ? decision : hidden(decision);
  }

  function decide(context: DecisionContext): Decision | Promise<Decision> {
    const beforehand = decideBeforehand(context.ability);
    if (reference === undefined) return beforehand;
    if (!beforehand.granted && beforehand.reason !== 'subject_not_loaded') return beforehand;
    const subjectOf = { subject: subjectName, reference };
    return decideOnSubject(context, subjectOf, description, (instance) => judge(context, instance));
  }

  return Object.freeze<Requirement>({
    immediate: reference === undefined,
    lasting: reference === undefined,
    decide,
    question: { action: actionName, subject: subjectName, field, reference, hideExistence },
    ...(reference !== undefined && { references: [reference] }),
    outline: {
      kind: 'can',
      action: actionName,
      subject: subjectName,
      ...(field !== undefined && { field }),
      loads: reference !== undefined,
      ...(hideExistence && { hideExistence }),
    },
    describe: () => description,
  });
}

const OPTION_NAMES: readonly string[] = ['subject', 'field', 'hideExistence'];

function checkOptions(options: CanOptions): CanOptions {
  const unknown = Object.keys(options).find((name) => !OPTION_NAMES.includes(name));
  if (unknown !== undefined) {
    throw new ConfigurationError(`can(...): ${unknown} is not an option. Use ${OPTION_NAMES.join(', ')}.`);
  }
  if ('field' in options) requireName('can(...): the option field', options.field);
  // A circular import makes a loader undefined. Taking that for "no loader" would drop the check in silence.
  if ('subject' in options && !isReference(options.subject)) {
    throw new ConfigurationError(
      `can(...): the option subject is ${describeValue(options.subject)}. ` +
        'Name what loads the instance; if you did, look for a circular import.',
    );
  }
  return options;
}

function isReference(value: unknown): value is SubjectReference {
  if (typeof value === 'string') return value !== '';
  return (
    typeof value === 'symbol' || typeof value === 'function' || (typeof value === 'object' && value !== null)
  );
}
