import type { RequirementOutline } from '../../policies/index.js';
import type { RouteEntry } from './route-entry.js';

/**
 * Where handlers ask for groups of a user pool that is not configured, however deep it stands in a composition. One
 * sentence each.
 *
 * @param pools The configured pools; `undefined` where others are looked up as well.
 */
export function unknownPools(
  routes: readonly RouteEntry[],
  pools: readonly string[] | undefined,
): readonly string[] {
  if (pools === undefined) return [];
  return routes.flatMap(({ handler, outline }) =>
    (outline === undefined ? [] : namedPools(outline))
      .filter((name) => !pools.includes(name))
      .map(
        (name) =>
          `${handler} asks for groups of the user pool "${name}", which is not configured. ` +
          `The configured pools are ${pools.join(', ')}.`,
      ),
  );
}

function namedPools(outline: RequirementOutline): readonly string[] {
  if (outline.kind === 'groups') return outline.pool === undefined ? [] : [outline.pool];
  if (outline.kind === 'not') return namedPools(outline.member);
  return 'members' in outline ? outline.members.flatMap(namedPools) : [];
}
