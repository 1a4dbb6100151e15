import type { EventStep } from '../risk/auth-events.js';
import { isMember, type SignInAttempt } from './attempt.js';

/** Remembers a step of a sign-in, where threat protection is on. Nothing is remembered of who does not exist. */
export function noteStep(attempt: SignInAttempt, step: EventStep): void {
  const { pool, user, eventId, context } = attempt;
  if (pool.risk !== undefined && isMember(attempt)) pool.authEvents.note(user.sub, eventId, context, step);
}
