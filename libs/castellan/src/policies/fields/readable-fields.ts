import type { CallerAbility } from '../caller-ability.js';
import type { ActionOn, SubjectType } from '../policy-types.js';
import { isFilterable, requireFilterable } from './filterable.js';
import { permits } from './permitted-fields.js';

/** What is left of an item: of what its `toJSON()` gives, if it has one. */
export type ReadablePart<Item> = Item extends { toJSON(): infer Shown } ? Partial<Shown> : Partial<Item>;

/** Rules are about fields, and those are never as deep. */
const DEEPEST = 8;

/**
 * What the caller may read of an item; `undefined` if that is nothing at all.
 *
 * - An item without forbidden fields is given back as it is. Otherwise it is a copy of the same class without them;
 *   the item itself is not changed. An item with a `toJSON()` is judged by its own fields and filtered in the form
 *   that `toJSON()` gives, since that is what is sent.
 * - A nested object, or a list of them, whose field as a whole is not readable, keeps those of its fields that are:
 *   `author.name` of `author`. Accessors of a class are fields as well.
 * - A `can` without fields makes all fields readable, and a field that no rule grants is removed.
 *
 * Give it the entity that the conditions of the rules are about, before it is mapped to something smaller: a
 * `cannot` with a condition on a field that is gone does not apply.
 *
 * @param action Default `read`.
 * @throws PolicyFailureError if the item is no such object (a stream, a buffer, a list), or a policy failed.
 *
 * @example
 * ```ts
 * import { pickReadable, type CallerAbility } from 'castellan/core';
 *
 * interface Article {
 *   title: string;
 *   notes: string;
 * }
 *
 * export function shown(ability: CallerAbility, articles: readonly Article[]): Partial<Article>[] {
 *   return articles.flatMap((article) => pickReadable(ability, 'Article', article) ?? []);
 * }
 * ```
 */
export function pickReadable<Item extends object, const Subject extends SubjectType>(
  ability: CallerAbility,
  subject: Subject,
  item: Item,
  action?: ActionOn<Subject>,
): ReadablePart<Item> | undefined {
  requireFilterable(item);
  const source = shownForm(item);
  requireFilterable(source);
  const asked = action ?? 'read';
  const isReadable = (field: string): boolean => permits(ability, asked, subject, item, field);
  const picked = pick(item, source, '', isReadable, []);
  if (picked.kept === 0 && !permits(ability, asked, subject, item)) return undefined;
  return picked.object as ReadablePart<Item>;
}

interface Picked {
  readonly object: object;
  /** How many fields there are left, accessors not counted. */
  readonly kept: number;
}

/** What is sent of an object. */
function shownForm(item: object): unknown {
  const { toJSON } = item as { toJSON?: unknown };
  return typeof toJSON === 'function' ? (toJSON.call(item, '') as unknown) : item;
}

/** @param source The form of the item that is sent. */
function pick(
  item: object,
  source: object,
  prefix: string,
  isReadable: (field: string) => boolean,
  around: readonly object[],
): Picked {
  const hasJsonForm = typeof (item as { toJSON?: unknown }).toJSON === 'function';
  // JSON.stringify asks only once: what toJSON() gives must not be asked again.
  let differs = hasJsonForm && 'toJSON' in source;
  const left = Object.entries(source).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value === 'function') return [];
    const field = `${prefix}${name}`;
    if (isReadable(field)) return [[name, value] as const];
    differs = true;
    const inside = narrowed(value, field, isReadable, [...around, item]);
    return inside === undefined ? [] : [[name, inside] as const];
  });
  const accessors = hasJsonForm
    ? []
    : accessorsOf(source).map((name) => ({ name, readable: isReadable(`${prefix}${name}`) }));
  if (!differs && accessors.every(({ readable }) => readable)) return { object: source, kept: left.length };

  const copy = Object.create(hasJsonForm ? Object.prototype : parentOf(source)) as object;
  for (const [name, value] of left) define(copy, name, value, true);
  // Own, so that neither an accessor nor what it reads is behind it any more.
  for (const { name, readable } of accessors) {
    define(copy, name, readable ? Reflect.get(source, name) : undefined, false);
  }
  return { object: copy, kept: left.length };
}

/** What is readable inside of a value that is not readable as a whole; `undefined` if that is nothing. */
function narrowed(
  value: unknown,
  field: string,
  isReadable: (field: string) => boolean,
  around: readonly object[],
): unknown {
  if (Array.isArray(value)) {
    const members = value.flatMap((member: unknown) => narrowed(member, field, isReadable, around) ?? []);
    return members.length > 0 ? members : undefined;
  }
  if (!isFilterable(value) || around.includes(value) || around.length >= DEEPEST) return undefined;
  const source = shownForm(value);
  // An identifier that is sent as text has no fields, so that nothing of it is readable.
  if (!isFilterable(source)) return undefined;
  const { object, kept } = pick(value, source, `${field}.`, isReadable, around);
  return kept > 0 ? object : undefined;
}

/** The accessors that the classes of an object declare, which serializers and GraphQL read as well. */
function accessorsOf(object: object): readonly string[] {
  const names = new Set<string>();
  for (
    let prototype = parentOf(object);
    prototype !== null && prototype !== Object.prototype;
    prototype = parentOf(prototype)
  ) {
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (descriptor.get !== undefined && !Object.hasOwn(object, name)) names.add(name);
    }
  }
  return [...names];
}

function parentOf(object: object): object | null {
  return Object.getPrototypeOf(object) as object | null;
}

function define(target: object, name: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(target, name, { value, enumerable, configurable: true, writable: true });
}
