import type { Caller, PolicyMapping } from 'castellan/core';

/** A question to the policies. */
export interface Question {
  readonly action: string;
  readonly subject: string;
  readonly instance?: object | undefined;
  readonly field?: string | undefined;
}

/** A grant, or why there is none. */
export type Verdict = 'granted' | 'rule' | 'subject_not_loaded' | 'policy_failed';

type Fields = Readonly<Record<string, unknown>>;

interface Rule {
  readonly allows: boolean;
  readonly actions: readonly string[];
  readonly subject: string;
  readonly fields: readonly string[] | undefined;
  /** `undefined` where the rule has none; 'untrusted' where they cannot be trusted. */
  readonly conditions: Fields | 'untrusted' | undefined;
}

/**
 * What the documentation of policies says, written down a second time: without CASL, without caches and indexes, and
 * without regard for speed.
 */
export function decide(
  policies: readonly PolicyMapping[],
  defaultPool: string,
  caller: Caller,
  question: Question,
): Verdict {
  let rules: Rule[];
  try {
    rules = policies.flatMap((policy) =>
      appliesTo(policy.appliesTo, policies, defaultPool, caller) ? rulesOf(policy, caller) : [],
    );
  } catch {
    return 'policy_failed';
  }
  const { field, instance } = question;
  if (field?.split('.').some((name) => ['', '__proto__', 'constructor', 'prototype'].includes(name))) {
    return 'rule';
  }
  const about = rules.filter((rule) => isAbout(rule, question));
  const allowing = about.filter(({ allows, conditions }) => allows && conditions !== 'untrusted');
  const forbidding = about.filter(({ allows }) => !allows);
  const holds = ({ conditions, allows }: Rule): boolean =>
    typeof conditions !== 'object' || (instance !== undefined && matches(conditions, instance, allows));

  if (forbidding.some(holds)) return 'rule';
  if (instance !== undefined) return allowing.some(holds) ? 'granted' : 'rule';
  if (allowing.some(holds) && forbidding.length === 0) return 'granted';
  return allowing.length > 0 ? 'subject_not_loaded' : 'rule';
}

function appliesTo(
  condition: PolicyMapping['appliesTo'],
  policies: readonly PolicyMapping[],
  defaultPool: string,
  caller: Caller,
): boolean {
  if (condition.kind === 'everyone') return true;
  if (caller.kind === 'anonymous') return false;
  switch (condition.kind) {
    case 'authenticated':
      return true;
    case 'machine':
      return caller.kind === 'machine';
    case 'pool':
      return caller.pool === condition.pool;
    case 'scope':
      return caller.scopes.includes(condition.scope);
    case 'claim': {
      const found = caller.claims[condition.claim];
      if (found === undefined) return false;
      if (typeof condition.value === 'function') return condition.value(found, caller);
      return [condition.value].flat().some((value) => value === found);
    }
    case 'group': {
      const pool = condition.pool ?? defaultPool;
      if (caller.kind !== 'user' || caller.pool !== pool) return false;
      const rightsOf = new Set(caller.groups);
      // A set is walked to the end, what is added on the way included.
      for (const group of rightsOf) {
        for (const { appliesTo: other } of policies) {
          const isMeant = other.kind === 'group' && other.group === group;
          if (!isMeant || (other.pool ?? defaultPool) !== pool) continue;
          for (const included of other.includes ?? []) rightsOf.add(included);
        }
      }
      return rightsOf.has(condition.group);
    }
  }
}

function rulesOf(policy: PolicyMapping, caller: Caller): Rule[] {
  const rules: Rule[] = [];
  const add =
    (allows: boolean) =>
    (actions: string | readonly string[], subject: string, ...rest: unknown[]) => {
      const areConditions = rest.length === 1 && (!Array.isArray(rest[0]) || isOfToken(rest[0], caller));
      const [fields, ...stated] = (areConditions ? [undefined, ...rest] : rest) as [string[]?, ...unknown[]];
      const trusted = areTrusted(stated[0], caller) ? (stated[0] as Fields) : 'untrusted';
      const conditions = stated.length === 0 ? undefined : trusted;
      rules.push({ allows, actions: [actions].flat(), subject, fields, conditions });
      return { because: () => undefined };
    };
  policy.build({ can: add(true), cannot: add(false) }, caller);
  return rules;
}

function isAbout({ allows, actions, subject, fields }: Rule, question: Question): boolean {
  const asksForAny = (asked: string, any: string): boolean => !allows && asked === any;
  const { action, field } = question;
  if (!actions.some((name) => name === action || name === 'manage') && !asksForAny(action, 'manage')) {
    return false;
  }
  if (subject !== question.subject && subject !== 'all' && !asksForAny(question.subject, 'all')) return false;
  if (fields === undefined) return true;
  if (field === undefined) return false;
  return fields.some((pattern) => isLike(pattern, field) || (!allows && touches(pattern, field)));
}

/** `*` stands for anything within a name, `**` for anything. */
function isLike(pattern: string, field: string): boolean {
  const source = pattern
    .split(/(\*+)/)
    .map((part) => (part === '*' ? '[^.]*' : part.startsWith('**') ? '.*' : part.replace(/\W/g, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`, 's').test(field);
}

/** The field lies inside of one that the pattern names, or around it. */
function touches(pattern: string, field: string): boolean {
  const names = field.split('.');
  if (names.some((_, count) => count > 0 && isLike(pattern, names.slice(0, count).join('.')))) return true;
  return Array.from(pattern).some((_, end) => isLike(pattern.slice(0, end + 1), `${field}.`));
}

// --- Conditions -------------------------------------------------------------------------------------------------

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isPlain = (value: unknown): value is Fields =>
  isObject(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null);
const isValue = (value: unknown): boolean =>
  ['string', 'boolean'].includes(typeof value) ||
  Number.isFinite(value) ||
  (value instanceof Date && !Number.isNaN(value.getTime()));
const isOrderable = (value: unknown): boolean => isValue(value) && typeof value !== 'boolean';
const isListOfValues = (value: unknown): value is unknown[] =>
  Array.isArray(value) && Array.from(value).every(isValue);

const objectsIn = (value: unknown): unknown[] =>
  isObject(value) ? [value, ...Object.values(value).flatMap(objectsIn)] : [];
const isOfToken = (value: unknown, caller: Caller): boolean =>
  caller.kind !== 'anonymous' && objectsIn(caller.claims).includes(value);

function areTrusted(conditions: unknown, caller: Caller): boolean {
  const isOwn = (value: unknown): value is Fields =>
    isPlain(value) && !isOfToken(value, caller) && Object.keys(value).length > 0;
  const areConditions = (value: unknown): boolean =>
    isOwn(value) &&
    Object.entries(value).every(
      ([path, member]) =>
        !path.startsWith('$') &&
        path.split('.').every((name) => name !== '' && name !== 'prototype' && !(name in {})) &&
        (isPlain(member) ? areOperators(member) : isValue(member)),
    );
  const areOperators = (value: unknown): boolean =>
    isOwn(value) && Object.entries(value).every(([name, operand]) => isOperator(name, operand));
  const isOperator = (name: string, operand: unknown): boolean => {
    if (['$eq', '$ne'].includes(name)) return isValue(operand);
    if (['$lt', '$lte', '$gt', '$gte'].includes(name)) return isOrderable(operand);
    if (name === '$in') return isListOfValues(operand);
    if (['$nin', '$all'].includes(name)) return isListOfValues(operand) && operand.length > 0;
    if (name === '$exists') return typeof operand === 'boolean';
    if (name === '$regex') return operand instanceof RegExp;
    if (name === '$size') return Number.isInteger(operand) && (operand as number) >= 0;
    return name === '$elemMatch' && (areConditions(operand) || areOperators(operand));
  };
  return areConditions(conditions);
}

/** Own fields and accessors of the class; never what is only data of a prototype. */
function read(object: Fields, name: string, from: unknown = object): unknown {
  if (!isObject(from)) return undefined;
  const found = Object.getOwnPropertyDescriptor(from, name);
  if (found === undefined) return read(object, name, Object.getPrototypeOf(from) ?? false);
  return from === object ? object[name] : found.get?.call(object);
}

/** What a path leads to: several ends where it goes through a list. */
function endsOf(start: unknown, [name, ...rest]: readonly string[]): unknown[] {
  if (name === undefined) return [start];
  if (Array.isArray(start)) return start.flatMap((member) => endsOf(member, [name, ...rest]));
  return isObject(start) ? endsOf(read(start, name), rest) : [undefined];
}

function matches(conditions: Fields, instance: object, allows: boolean): boolean {
  return Object.entries(conditions).every(([path, expected]) => {
    const names = path.split('.');
    const ends = endsOf(instance, names);
    const isList = names.some((_, count) => endsOf(instance, names.slice(0, count + 1)).some(Array.isArray));
    return Object.entries(isPlain(expected) ? expected : { $eq: expected }).every(([operator, operand]) =>
      holds(operator, operand, ends, isList, allows),
    );
  });
}

const ORDERS = new Map(Object.entries({ $lt: [-1], $lte: [-1, 0], $gt: [1], $gte: [1, 0] }));

function holds(name: string, operand: unknown, ends: unknown[], isList: boolean, allows: boolean): boolean {
  // A list stands for each of its members, and for itself where lists are meant.
  const values = ends.flat();
  const lists = ends.filter((end) => Array.isArray(end));
  const equals = (expected: unknown): boolean => values.some((value) => plain(value) === plain(expected));
  const isOrdered = (value: unknown): boolean => {
    if (value === undefined || value === null) return false;
    const [left, right] = [plain(value), plain(operand)] as [number, number];
    // What has no order does not fulfil a rule that allows, and does fulfil one that forbids.
    if (typeof left !== typeof right || Number.isNaN(left)) return !allows;
    return ORDERS.get(name)!.includes(left < right ? -1 : left > right ? 1 : 0);
  };
  const list = operand as readonly unknown[];
  if (ORDERS.has(name)) return values.some(isOrdered);
  if (name === '$eq') return equals(operand);
  if (name === '$ne') return !equals(operand);
  if (name === '$in') return list.some(equals);
  if (name === '$nin') return !list.some(equals);
  if (name === '$exists') return ends.some((end) => end !== undefined) === operand;
  if (name === '$size') return lists.some(({ length }) => length === operand);
  if (name === '$all') return isList && list.every(equals);
  const isText = (value: unknown): value is string => typeof value === 'string';
  if (name === '$regex') return values.some((value) => isText(value) && value.search(operand as RegExp) >= 0);
  // $elemMatch
  const about = Object.entries(operand as Fields);
  const hold = (member: unknown): boolean =>
    about.every(([inner, value]) => holds(inner, value, [member], Array.isArray(member), allows));
  if (about[0]?.[0].startsWith('$')) return lists.flat().some(hold);
  return lists.flat().some((member) => isObject(member) && matches(operand as Fields, member, allows));
}

/** Dates are compared by their time. */
function plain(value: unknown): unknown {
  return value instanceof Date ? value.getTime() : value;
}
