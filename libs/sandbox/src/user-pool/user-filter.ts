import { refusals } from './refusals.js';
import type { User } from './users.js';

/** What users can be searched by, and how the value of a user is found. */
const SEARCHABLE: Readonly<Record<string, (user: User) => string | undefined>> = {
  username: (user) => user.username,
  sub: (user) => user.sub,
  'cognito:user_status': (user) => user.status,
  status: (user) => (user.enabled ? 'Enabled' : 'Disabled'),
  ...Object.fromEntries(
    ['email', 'phone_number', 'name', 'given_name', 'family_name', 'preferred_username'].map((name) => [
      name,
      (user: User) => user.attributes.get(name),
    ]),
  ),
};

/** `NAME = "VALUE"` or, for a beginning, `NAME ^= "VALUE"`. */
const FILTER = /^\s*([\w:]+)\s*(\^?=)\s*"((?:[^"\\]|\\["\\])*)"\s*$/;

/** The `Filter` of `ListUsers` as a function. An empty one lets everybody through. */
export function userFilter(text: string): (user: User) => boolean {
  if (text.trim() === '') return () => true;
  const [, name = '', operator, quoted = ''] = FILTER.exec(text) ?? [];
  const valueOf = Object.hasOwn(SEARCHABLE, name) ? SEARCHABLE[name] : undefined;
  if (valueOf === undefined) throw refusals.invalidParameter('Error while parsing filter.');
  const wanted = quoted.replaceAll(/\\(["\\])/g, '$1');
  const ignoresCase = name === 'cognito:user_status';
  const normal = (value: string): string => (ignoresCase ? value.toUpperCase() : value);
  const expected = normal(wanted);
  return (user) => {
    const value = valueOf(user);
    if (value === undefined) return false;
    return operator === '=' ? normal(value) === expected : normal(value).startsWith(expected);
  };
}
