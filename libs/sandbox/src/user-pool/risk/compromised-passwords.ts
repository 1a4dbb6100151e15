import { ServiceError } from '../../http/service-error.js';
import type { SignInAttempt } from '../sign-in/attempt.js';

/**
 * Refuses a right password that others know. Only a password that was sent can be looked at: of one that is proved by
 * SRP the server never learns more than that.
 */
export function assertPasswordNotCompromised(
  { pool, user, eventId, context }: SignInAttempt,
  password: string,
): void {
  const { risk } = pool;
  if (risk?.compromisedPasswordAction !== 'BLOCK' || !risk.compromisedPasswords.has(password)) return;
  pool.authEvents.note(user.sub, eventId, context, {
    response: 'Fail',
    compromised: true,
    challenge: { name: 'Password', response: 'Success' },
  });
  throw new ServiceError('PasswordResetRequiredException', 'Password reset required for the user');
}
