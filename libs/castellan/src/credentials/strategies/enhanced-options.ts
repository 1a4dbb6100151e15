import { readOptions } from '../../tokens/option-checks.js';
import type { ConfiguredRoles } from './configured-roles.js';
import { readRoles, type RoleOptions } from './role-options.js';

/** The enhanced flow, which is what an Identity Pool does unless told otherwise: the pool chooses the role. */
export interface EnhancedOptions extends RoleOptions {
  readonly kind: 'enhanced';
  /**
   * The name of the role in `roles` that every user gets unless the route chooses another. A user whose ID token does
   * not carry it in `cognito:roles` gets no credentials. Default: the Identity Pool chooses.
   */
  readonly defaultRole?: string;
}

/** Checked options with every default filled in. */
export interface EnhancedSettings extends ConfiguredRoles {
  readonly kind: 'enhanced';
}

/** @throws ConfigurationError that names the option, what was found and what to write */
export function resolveEnhanced(options: unknown, path: string): EnhancedSettings {
  const { roles, defaultRole } = readOptions(options, path, ['kind', 'roles', 'defaultRole']);
  return { kind: 'enhanced', ...readRoles(roles, defaultRole, path) };
}
