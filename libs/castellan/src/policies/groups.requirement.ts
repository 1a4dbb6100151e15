import { ConfigurationError } from '../errors/index.js';
import { deny, denyAnonymous, grant, type Decision } from './decision.js';
import { describeValue, requireName, requireNames } from './names.js';
import type { Requirement } from './requirement.js';

/**
 * Which groups a caller must have. Every part that is given must hold.
 *
 * A group belongs to a user pool, so the question does too: it is only ever answered with yes for a caller of
 * `pool`. That goes for `none` as well: nobody can say whether the caller of another pool is a member.
 */
export interface GroupsQuery {
  /** At least one of these. */
  readonly any?: readonly string[];
  /** All of these. */
  readonly all?: readonly string[];
  /** Not a single one of these. Never grants an anonymous caller. */
  readonly none?: readonly string[];
  /** The name of the pool the groups belong to. Default: the first configured pool. */
  readonly pool?: string;
}

/**
 * The caller is in these groups: any of a plain list, or as a {@link GroupsQuery} says. Names are
 * case-sensitive. A program (client credentials) is in no group.
 *
 * @throws ConfigurationError if there is no name, or one is empty or not a string.
 *
 * @example
 * ```ts
 * import { groups } from 'castellan/core';
 *
 * export const editorial = groups('editors', 'admins');
 * export const staffAdmins = groups({ any: ['admins'], pool: 'staff' });
 * export const trusted = groups({ all: ['editors', 'verified'], none: ['suspended'] });
 * ```
 */
export function groups(...names: readonly string[]): Requirement;
export function groups(query: GroupsQuery): Requirement;
export function groups(...args: readonly unknown[]): Requirement {
  const query = parseGroups(args);
  const { any, all, none, pool } = query;
  const description = describeGroups(any, all, none, pool);
  const granted = grant(description);
  const anonymous = denyAnonymous(description);
  const notAny =
    any &&
    deny('group', `The caller is not in ${any.length === 1 ? list(any) : `any of ${list(any)}`}.`, {
      missing: { groups: any },
    });

  function decideMember(held: readonly string[]): Decision {
    if (any !== undefined && notAny !== undefined && !any.some((name) => held.includes(name))) return notAny;
    const lacking = all?.filter((name) => !held.includes(name)) ?? [];
    if (lacking.length > 0) {
      return deny('group', `The caller is not in ${list(lacking)}.`, { missing: { groups: lacking } });
    }
    const excluding = none?.find((name) => held.includes(name));
    if (excluding !== undefined) {
      return deny('excluded', `The caller is in ${excluding}, which ${description} excludes.`);
    }
    return granted;
  }

  return Object.freeze<Requirement>({
    immediate: true,
    lasting: true,
    decide({ caller, defaultPool }) {
      if (caller.kind === 'anonymous') return anonymous;
      const expected = pool ?? defaultPool;
      if (caller.pool !== expected) {
        return deny(
          'pool',
          `${description} is about the pool ${expected} and the caller is of ${caller.pool}.`,
        );
      }
      return decideMember(caller.kind === 'user' ? caller.groups : []);
    },
    outline: { kind: 'groups', ...query },
    describe: () => description,
  });
}

const QUERY_MEMBERS: readonly string[] = ['any', 'all', 'none', 'pool'];

function parseGroups(args: readonly unknown[]): GroupsQuery {
  const [query] = args;
  if (typeof query !== 'object' || query === null || Array.isArray(query)) {
    return { any: requireNames('groups(...)', args) };
  }
  if (args.length > 1) {
    throw new ConfigurationError('groups(...) takes either names or one object, not both.');
  }
  return parseQuery(query);
}

function parseQuery(query: GroupsQuery): GroupsQuery {
  const unknown = Object.keys(query).find((key) => !QUERY_MEMBERS.includes(key));
  if (unknown !== undefined) {
    throw new ConfigurationError(`groups({ ${unknown} }) is not known. Use any, all, none and pool.`);
  }
  // A member that is there and undefined is a mistake: treating it as absent would drop a check in silence.
  const parsed = {
    ...('any' in query && { any: requireNames('groups({ any })', query.any) }),
    ...('all' in query && { all: requireNames('groups({ all })', query.all) }),
    ...('none' in query && { none: requireNames('groups({ none })', query.none) }),
  };
  if (Object.keys(parsed).length === 0) {
    throw new ConfigurationError(
      `groups(...) needs any, all or none, but it is ${describeValue(query)} without.`,
    );
  }
  return 'pool' in query ? { ...parsed, pool: requireName('groups({ pool })', query.pool) } : parsed;
}

function describeGroups(
  any: readonly string[] | undefined,
  all: readonly string[] | undefined,
  none: readonly string[] | undefined,
  pool: string | undefined,
): string {
  const parts = [
    any?.join(', '),
    all && `all of ${all.join(', ')}`,
    none && `none of ${none.join(', ')}`,
    pool && `pool ${pool}`,
  ];
  return `groups(${parts.filter((part) => part !== undefined).join('; ')})`;
}

function list(names: readonly string[]): string {
  return names.length === 1 ? `the group ${names.join('')}` : `the groups ${names.join(', ')}`;
}
