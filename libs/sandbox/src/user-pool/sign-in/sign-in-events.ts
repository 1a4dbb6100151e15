import type { EventStep } from '../risk/auth-events.js';
import type { RiskAssessment } from '../risk/threat-protection.js';
import { sendMessage } from '../send-message.js';
import { isMember, type SignInAttempt } from './attempt.js';

/** Remembers a step of a sign-in, where threat protection is on. Nothing is remembered of who does not exist. */
export function noteStep(attempt: SignInAttempt, step: EventStep): void {
  const { pool, user, eventId, context } = attempt;
  if (pool.risk !== undefined && isMember(attempt)) pool.authEvents.note(user.sub, eventId, context, step);
}

/**
 * Remembers the risk of a sign-in and, where the pool does so, tells the user of it. The message has the token with
 * which the user can say whether it was them.
 */
export async function noteRisk(attempt: SignInAttempt, risk: RiskAssessment): Promise<void> {
  const { pool, client, user, eventId, context } = attempt;
  if (pool.risk === undefined || !isMember(attempt)) return;
  const { feedbackToken } = pool.authEvents.note(user.sub, eventId, context, {
    risk,
    challenge: { name: 'Password', response: 'Success' },
    ...(risk.action === 'BLOCK' && { response: 'Fail' }),
  });
  if (risk.decision === 'NoRisk' || !pool.risk.notify) return;
  await sendMessage(pool, user, {
    purpose: 'AccountTakeOverNotification',
    attribute: 'email',
    code: feedbackToken,
    clientId: client.clientId,
  });
}
