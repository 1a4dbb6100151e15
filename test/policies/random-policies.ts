import {
  ANONYMOUS,
  type Caller,
  type MachinePrincipal,
  type MappingCondition,
  type PolicyMapping,
  type UserPrincipal,
} from 'castellan/core';
import fc from 'fast-check';
import type { Question } from './reference-evaluator.js';

const ACTIONS = ['read', 'update'] as const;
const SUBJECTS = ['Article', 'Comment'] as const;
/** The later ones include earlier ones only, so that there is no circle. */
export const GROUPS = ['readers', 'writers', 'editors', 'admins'] as const;
const POOLS = ['customers', 'staff'] as const;
const SCOPES = ['articles/read', 'articles/write'] as const;
const TENANT = 'custom:tenant';

/** The pool that a group belongs to where nothing else is written. */
export const DEFAULT_POOL = POOLS[0];

/** A rule as data. Where `conditions` is there, it is passed on, whatever it is. */
export interface RuleSketch {
  readonly effect: 'can' | 'cannot';
  readonly action: string | readonly string[];
  readonly subject: string;
  readonly fields?: readonly string[];
  readonly conditions?: unknown;
}

/** A policy as data. */
export interface PolicySketch {
  readonly appliesTo: MappingCondition;
  readonly rules: readonly RuleSketch[];
  /** Throws after it wrote its rules. */
  readonly fails?: boolean;
}

/** Stands for a claim of the caller in the conditions of a sketch. */
export class OfToken {
  constructor(readonly claim: string) {}

  of(caller: Caller): unknown {
    return caller.kind === 'anonymous' ? undefined : caller.claims[this.claim];
  }
}

/** Rare things are left out most of the time: each of them decides the case on its own. */
const mostly = <T>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 19, arbitrary: usual }, { weight: 1, arbitrary: rare });

const DATES = [new Date(1), new Date(2)] as const;
const VALUES = [1, 1, 2, 'x', 'x', 'y', '', true, ...DATES] as const;
const UNTRUSTED = [
  undefined,
  null,
  NaN,
  Infinity,
  {},
  [],
  ['x'],
  { id: 1 },
  { $where: 'x' },
  { $ne: null },
  new Date(NaN),
  () => 1,
];

const value = fc.constantFrom<unknown>(...VALUES);
const ownValue = mostly(value, fc.constantFrom<unknown>(...UNTRUSTED));
const claimed = fc.constantFrom<unknown>(new OfToken('sub'), new OfToken(TENANT), new OfToken('missing'));
const operand = fc.oneof({ weight: 5, arbitrary: ownValue }, { weight: 1, arbitrary: claimed });
const ordered = mostly(fc.constantFrom<unknown>(1, 2, 'x', 'y', ...DATES), operand);
const listOf = mostly<unknown>(fc.array(operand, { maxLength: 3 }), operand);
const operators = (inner?: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .array(
      fc.oneof(
        fc.tuple(fc.constantFrom('$eq', '$ne'), operand),
        fc.tuple(fc.constantFrom('$lt', '$lte', '$gt', '$gte'), ordered),
        fc.tuple(fc.constantFrom('$in', '$nin', '$all'), listOf),
        fc.tuple(fc.constant('$exists'), mostly<unknown>(fc.boolean(), operand)),
        fc.tuple(fc.constant('$size'), mostly<unknown>(fc.constantFrom(0, 1, 2), operand)),
        fc.tuple(fc.constant('$regex'), mostly<unknown>(fc.constantFrom(/x/, /^X$/i, /y/g), operand)),
        ...(inner === undefined ? [] : [fc.tuple(fc.constant('$elemMatch'), inner)]),
      ),
      { minLength: 1, maxLength: 2 },
    )
    .map((pairs) => Object.fromEntries(pairs));
const member = fc.oneof({ weight: 2, arbitrary: operand }, { weight: 3, arbitrary: operators() });
const inner = fc.oneof(
  operators(),
  fc.dictionary(fc.constantFrom('id', 'name'), member, { minKeys: 1, maxKeys: 2 }),
);
const deepMember = fc.oneof({ weight: 3, arbitrary: member }, { weight: 1, arbitrary: operators(inner) });
const path = mostly(
  fc.constantFrom('a', 'b', 'tags', 'owner', 'owner.id', 'owner.name'),
  fc.constantFrom('', '$or', 'constructor.name', '__proto__', 'a.prototype'),
);
const conditions = mostly<unknown>(
  fc
    .array(fc.tuple(path, deepMember), { minLength: 1, maxLength: 2 })
    .map((pairs) => Object.fromEntries(pairs)),
  fc.oneof(fc.constantFrom<unknown>(undefined, null, {}, 'text', 5), claimed),
);

const FIELDS = ['title', 'owner', 'owner.id', 'owner.name', 'owner.id.of', 'tags'] as const;
const PATTERNS = [
  '*',
  '**',
  'ti*',
  'owner.*',
  'owner.**',
  '*.id',
  '**.of',
  '*.*.of',
  'o*r.id',
  'owner.i**',
] as const;

/** A random rule. */
export const rule: fc.Arbitrary<RuleSketch> = fc
  .record({
    effect: fc.constantFrom('can', 'can', 'can', 'cannot'),
    action: fc.oneof(
      fc.constantFrom<string>(...ACTIONS, ...ACTIONS, 'manage'),
      fc.subarray<string>([...ACTIONS], { minLength: 1 }),
    ),
    subject: fc.constantFrom(...SUBJECTS, SUBJECTS[0], 'all'),
    // In a list of one or none: a rule without conditions is not one whose conditions are undefined.
    fields: fc.option(fc.subarray<string>([...FIELDS, ...PATTERNS], { minLength: 1, maxLength: 2 }), {
      freq: 1,
    }),
    conditions: fc.array(conditions, { maxLength: 1 }),
  })
  .map(({ effect, action, subject, fields, conditions: stated }) => ({
    ...{ effect, action, subject },
    ...(fields && { fields }),
    ...(stated.length > 0 && { conditions: stated[0] }),
  }));

const group: fc.Arbitrary<MappingCondition> = fc
  .nat(GROUPS.length - 1)
  .chain((index) =>
    fc.record(
      {
        kind: fc.constant('group' as const),
        group: fc.constant<string>(GROUPS[index]!),
        includes: fc.subarray<string>(GROUPS.slice(0, index), { minLength: Math.min(index, 1) }),
        pool: fc.constantFrom<string>(...POOLS),
      },
      { requiredKeys: ['kind', 'group'] },
    ),
  )
  // An empty list of included groups is refused, as any empty list is.
  .map(({ includes = [], ...condition }) => ({ ...condition, ...(includes.length > 0 && { includes }) }));
const appliesTo = fc.oneof(
  group,
  group,
  fc.record({ kind: fc.constantFrom('everyone', 'everyone', 'everyone', 'authenticated', 'machine') }),
  fc.record({ kind: fc.constant('pool'), pool: fc.constantFrom(...POOLS) }),
  fc.record({ kind: fc.constant('scope'), scope: fc.constantFrom(...SCOPES) }),
  fc.record({
    kind: fc.constant('claim'),
    claim: fc.constantFrom(TENANT, 'missing', 'level'),
    value: fc.constantFrom('acme', 5, ['acme', 'other', 5], (found: unknown) => found !== 'acme'),
  }),
);

/** Random policies, some of which fail. */
export const policies: fc.Arbitrary<PolicySketch[]> = fc
  .array(
    fc.record<PolicySketch>({
      appliesTo,
      rules: fc.array(rule, { minLength: 1, maxLength: 5, size: 'large' }),
      fails: fc.nat(99).map((chance) => chance === 7),
    }),
    { minLength: 1, maxLength: 5, size: 'large' },
  )
  .map(withIncludedGroups);

/** A group that is included has to be one that a policy is mapped from. */
function withIncludedGroups(sketches: PolicySketch[]): PolicySketch[] {
  const missing = sketches.flatMap(({ appliesTo: condition }) =>
    condition.kind !== 'group'
      ? []
      : (condition.includes ?? []).map((included): PolicySketch => ({
          appliesTo: {
            kind: 'group',
            group: included,
            ...(condition.pool !== undefined && { pool: condition.pool }),
          },
          rules: [],
        })),
  );
  return [...sketches, ...missing];
}

/** A random caller: a user of either pool, a program, or nobody. */
export const caller: fc.Arbitrary<Caller> = fc
  .record({
    kind: fc.constantFrom('user', 'user', 'user', 'machine', 'anonymous'),
    sub: fc.constantFrom('x', 'y'),
    pool: fc.constantFrom(DEFAULT_POOL, ...POOLS),
    groups: fc.subarray<string>([...GROUPS, 'Admins']),
    scopes: fc.subarray<string>([...SCOPES]),
    tenant: fc.constantFrom<unknown>(undefined, null, 'acme', 'x', '', 5, ['x', 'y'], ['x', null], {
      $ne: null,
    }),
    level: fc.constantFrom<unknown>(undefined, 5, '5', true),
  })
  .map(({ kind, sub, pool, groups, scopes, tenant, level }) => {
    if (kind === 'anonymous') return ANONYMOUS;
    const claims = {
      sub,
      ...(tenant !== undefined && { [TENANT]: tenant }),
      ...(level !== undefined && { level }),
    };
    const verified = {
      ...{ pool, issuer: `https://${pool}.example`, clientId: 'web', tokenUse: 'access', sub, scopes },
      ...{ claims: Object.assign(Object.create(null), claims), issuedAt: 0, expiresAt: 1, authTime: 0 },
    } as const;
    return kind === 'machine'
      ? ({ ...verified, kind } as MachinePrincipal)
      : ({ ...verified, kind, username: sub, groups, identities: [] } as UserPrincipal);
  });

const scalar = fc.constantFrom<unknown>(...VALUES, NaN, null, undefined);
const owner = fc.oneof(
  scalar,
  fc.record({ id: scalar, name: scalar }, { requiredKeys: [] }),
  fc.record({ id: fc.array(scalar, { maxLength: 2 }) }),
  fc.array(fc.record({ id: scalar, name: scalar }, { requiredKeys: [] }), { maxLength: 2 }),
);
const data = fc.record(
  { a: scalar, b: scalar, tags: fc.oneof(fc.array(scalar, { maxLength: 3 }), scalar), owner },
  { requiredKeys: [] },
);
/** An instance: data, or an entity whose fields are accessors, or one that inherits what a client sent. */
const instance: fc.Arbitrary<object> = fc.tuple(data, fc.nat(11)).map(([fields, form]) => {
  if (form === 0) return Object.create(fields) as object;
  if (form > 1) return fields;
  const accessors = Object.entries(fields).map(([name, content]) => [name, { get: () => content }] as const);
  return Object.create(Object.create(null, Object.fromEntries(accessors)) as object) as object;
});

/** A random question, with and without an instance, about a field or none. */
export const question: fc.Arbitrary<Question> = fc.record({
  action: fc.constantFrom(...ACTIONS, ...ACTIONS, ...ACTIONS, 'manage'),
  subject: fc.constantFrom(SUBJECTS[0], SUBJECTS[0], SUBJECTS[0], SUBJECTS[1], 'all'),
  instance: fc.option(instance, { nil: undefined, freq: 3 }),
  field: fc.option(
    mostly<string>(fc.constantFrom(...FIELDS), fc.constantFrom('', '__proto__', 'a.constructor')),
    { nil: undefined, freq: 1 },
  ),
});

/** Makes policies of sketches. */
export function mappingsOf(sketches: readonly PolicySketch[]): PolicyMapping[] {
  return sketches.map(({ appliesTo: condition, rules, fails = false }, index) => ({
    source: `policy ${index}`,
    appliesTo: condition,
    build: (builder, caller) => {
      for (const sketch of rules) {
        const define = builder[sketch.effect] as (...args: unknown[]) => unknown;
        const rest = [
          ...('fields' in sketch ? [sketch.fields] : []),
          ...('conditions' in sketch ? [resolve(sketch.conditions, caller)] : []),
        ];
        define(sketch.action, sketch.subject, ...rest);
      }
      if (fails) throw new Error('The policy is broken.');
    },
  }));
}

function resolve(sketch: unknown, caller: Caller): unknown {
  if (sketch instanceof OfToken) return sketch.of(caller);
  if (Array.isArray(sketch)) return sketch.map((item) => resolve(item, caller));
  if (typeof sketch !== 'object' || sketch === null || Object.getPrototypeOf(sketch) !== Object.prototype)
    return sketch;
  return Object.fromEntries(Object.entries(sketch).map(([name, item]) => [name, resolve(item, caller)]));
}
