import { AuthenticationRequiredError } from '../../errors/index.js';
import type { VerifiedIdentity } from '../verified-identity.js';
import type { CallerIdentity } from '../caller-identity.js';
import { chosenRole, chosenRoleOfToken } from './configured-roles.js';
import { sessionNameOf } from './session-name.js';
import type { SessionSettings } from './session-options.js';
import { combinedSessionPolicy } from './session-policy.js';
import type { SessionInput } from './sts-client.js';

/** Who may say which role a route can choose: the route alone, or only what the user's ID token carries. */
export type RoleChoice = 'ofToken' | 'ofRoute';

/**
 * The session that a user gets.
 *
 * @throws CredentialsRefusedError when the user may not have the role that the route chooses
 */
export function sessionOf(
  identity: VerifiedIdentity,
  settings: SessionSettings,
  choice: RoleChoice,
): SessionInput {
  const { principal, narrowing } = identity;
  const chosen = (choice === 'ofToken' ? chosenRoleOfToken : chosenRole)(identity, settings);
  return {
    roleArn: chosen ?? settings.roleArn,
    sessionName: sessionNameOf(principal, settings.sessionName),
    durationSeconds: settings.durationSeconds,
    sessionPolicy: combinedSessionPolicy(settings.sessionPolicyOf?.(principal), narrowing.sessionPolicy),
  };
}

/** @throws AuthenticationRequiredError for a guest: a session of STS names a user */
export function requireUser(identity: CallerIdentity): VerifiedIdentity {
  if (identity.kind === 'user') return identity;
  throw new AuthenticationRequiredError(
    'AWS credentials were asked for on behalf of a guest, and guests get none.',
  );
}
