import type { UserPrincipal } from '../../tokens/principal.js';

/** The roles in `cognito:roles`: an array in the tokens that Cognito issues, a list with commas in its documentation. */
export function rolesOfToken({ claims, tokenUse }: UserPrincipal): readonly string[] {
  if (tokenUse !== 'id') return [];
  const roles = claims['cognito:roles'];
  if (typeof roles === 'string') return roles.split(',').map((role) => role.trim());
  return Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [];
}
