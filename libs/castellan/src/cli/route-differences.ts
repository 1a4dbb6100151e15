import { isDeepStrictEqual } from 'node:util';
import type { LockedRoute } from './route-lock.js';

/** What differs between two route tables, as lines for a person. None, where they are the same. */
export function differencesOf(
  before: readonly LockedRoute[],
  after: readonly LockedRoute[],
): readonly string[] {
  const old = byKey(before);
  const now = byKey(after);
  const keys = [...new Set([...old.keys(), ...now.keys()])];
  return keys.flatMap((key) => differenceOf(old.get(key), now.get(key)));
}

function differenceOf(old: LockedRoute | undefined, now: LockedRoute | undefined): readonly string[] {
  if (old === undefined) return now === undefined ? [] : [`+ ${titleOf(now)}`, ...members(now)];
  if (now === undefined) return [`- ${titleOf(old)}`];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(
    (name) => !isDeepStrictEqual(old[name], now[name]),
  );
  if (names.length === 0) return [];
  return [
    `~ ${titleOf(now)}`,
    ...names.flatMap((name) => [`    ${name}`, `      - ${shown(old[name])}`, `      + ${shown(now[name])}`]),
  ];
}

function titleOf({ route, handler }: LockedRoute): string {
  return `${route}  ${handler}`;
}

function members(route: LockedRoute): readonly string[] {
  return Object.entries(route)
    .filter(([name]) => !KEYS.includes(name))
    .map(([name, value]) => `    ${name}: ${shown(value)}`);
}

const KEYS: readonly string[] = ['kind', 'route', 'handler', 'versions', 'hosts'];

function byKey(routes: readonly LockedRoute[]): ReadonlyMap<string, LockedRoute> {
  return new Map(routes.map((route) => [JSON.stringify(KEYS.map((name) => route[name])), route]));
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
