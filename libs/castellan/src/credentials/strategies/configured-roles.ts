import { ConfigurationError, CredentialsRefusedError } from '../../errors/index.js';
import type { CallerIdentity } from '../caller-identity.js';
import { rolesOfToken } from './roles-of-token.js';

/** The roles that a route may choose, and the one that is chosen where no route does. */
export interface ConfiguredRoles {
  /** ARNs by name. */
  readonly roles: ReadonlyMap<string, string>;
  /** A name in `roles`. */
  readonly defaultRole: string | undefined;
}

/** The name of the role that is asked for. Guests get the guest role, unless a route asks for another in vain. */
function chosenName(identity: CallerIdentity, { defaultRole }: ConfiguredRoles): string | undefined {
  return identity.narrowing.role ?? (identity.kind === 'guest' ? undefined : defaultRole);
}

/**
 * The ARN of the role that the route or the configuration chooses; `undefined` where neither does.
 *
 * @throws ConfigurationError for a name that is not configured
 */
export function chosenRole(identity: CallerIdentity, configured: ConfiguredRoles): string | undefined {
  const name = chosenName(identity, configured);
  if (name === undefined) return undefined;
  const arn = configured.roles.get(name);
  if (arn !== undefined) return arn;
  throw new ConfigurationError(
    `There is no role called ${JSON.stringify(name)}. ` +
      (configured.roles.size === 0
        ? "None is configured: write roles: { NAME: 'arn:aws:iam::ACCOUNT:role/ROLE' }."
        : `The configured roles are ${[...configured.roles.keys()].join(', ')}.`),
  );
}

/**
 * As {@link chosenRole}, for roles that the caller's own ID token must carry.
 *
 * AWS checks the same where the Identity Pool maps roles by token. Where it does not, this is the only check.
 *
 * @throws CredentialsRefusedError when `cognito:roles` of the verified token does not have the role
 */
export function chosenRoleOfToken(identity: CallerIdentity, configured: ConfiguredRoles): string | undefined {
  const arn = chosenRole(identity, configured);
  if (arn === undefined || (identity.kind === 'user' && rolesOfToken(identity.principal).includes(arn))) {
    return arn;
  }
  throw new CredentialsRefusedError(
    identity.kind === 'guest'
      ? 'A guest asked for a role that only users have.'
      : `The ID token does not carry the role "${chosenName(identity, configured) ?? ''}" in cognito:roles. Put the user ` +
          'into a group that has this role.',
  );
}
