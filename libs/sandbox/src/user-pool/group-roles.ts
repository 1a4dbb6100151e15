import { precedenceOf } from './groups.js';
import type { GroupOptions } from '../user-pool-options.js';

/** The roles that a user's groups give, as the ID token names them. */
export interface GroupRoles {
  /** Every distinct role. */
  readonly roles: readonly string[];
  /** The role of the group with the best precedence; none when several such groups disagree. */
  readonly preferredRole?: string;
}

/** Works out `cognito:roles` and `cognito:preferred_role`. Groups without a role have no say. */
export function groupRoles(groups: readonly GroupOptions[]): GroupRoles {
  const roles = new Set<string>();
  const best = new Set<string>();
  let bestPrecedence = Number.POSITIVE_INFINITY;
  for (const group of groups) {
    if (group.roleArn === undefined) continue;
    roles.add(group.roleArn);
    const precedence = precedenceOf(group);
    if (precedence < bestPrecedence) best.clear();
    if (precedence <= bestPrecedence) {
      bestPrecedence = precedence;
      best.add(group.roleArn);
    }
  }
  const [preferredRole] = best;
  return best.size === 1 && preferredRole !== undefined
    ? { roles: [...roles], preferredRole }
    : { roles: [...roles] };
}
