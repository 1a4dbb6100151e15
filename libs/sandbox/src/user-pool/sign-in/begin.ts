import { randomUUID } from 'node:crypto';

import type { Clock } from '../../clock.js';
import { assertSecretHash } from '../app-client.js';
import type { ClientOfPool } from '../pool-registry.js';
import { refusals } from '../refusals.js';
import type { AuthenticationContext } from '../risk/authentication-context.js';
import { isBlocked } from '../risk/threat-protection.js';
import { isMember, type SignInAttempt } from './attempt.js';
import { stranger } from './stranger.js';

/** A request to sign in, or to answer a challenge. */
export interface SignInRequest extends ClientOfPool {
  /** `AuthParameters` or `ChallengeResponses`. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly clientMetadata: ReadonlyMap<string, string>;
  readonly context: AuthenticationContext;
  readonly clock: Clock;
}

/** A parameter that must be there. Throws `InvalidParameterException`. */
export function required(parameters: ReadonlyMap<string, string>, name: string): string {
  const value = parameters.get(name);
  if (value === undefined) throw refusals.missingParameter(name);
  return value;
}

/**
 * Begins a sign-in. Nothing about the user is said before something has been proved: somebody who does not exist
 * goes the same way and fails at its end, unless the client wants it told.
 */
export async function beginAttempt(request: SignInRequest): Promise<SignInAttempt> {
  const { pool, client, parameters, clientMetadata, context, clock } = request;
  const username = required(parameters, 'USERNAME');
  assertSecretHash(client, parameters.get('SECRET_HASH'), [username]);
  if (isBlocked(pool.risk, context)) {
    throw refusals.notAuthorized('Request not allowed due to security reasons.');
  }
  const found = pool.users.find(username);
  const attempt: SignInAttempt = {
    ...{ pool, client, clock, username, clientMetadata, context },
    user: found ?? stranger(pool, username),
    deviceKey: deviceKeyOf(parameters),
    eventId: randomUUID(),
  };
  await pool.triggers.preAuthentication({
    username: attempt.user.username,
    clientId: client.clientId,
    user: found,
    validationData: clientMetadata,
  });
  return attempt;
}

/** Throws for somebody who does not exist, where the client wants that told. */
export function assertKnown(attempt: SignInAttempt): void {
  if (attempt.client.preventUserExistenceErrors === 'LEGACY' && !isMember(attempt))
    throw refusals.unknownUser();
}

/** An empty one counts as none. */
export function deviceKeyOf(parameters: ReadonlyMap<string, string>): string | undefined {
  const deviceKey = parameters.get('DEVICE_KEY');
  return deviceKey === '' ? undefined : deviceKey;
}
