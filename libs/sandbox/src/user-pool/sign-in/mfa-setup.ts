import { ServiceError } from '../../http/service-error.js';
import { newSoftwareTokenSecret, periodOfCode } from '../mfa/software-token.js';
import { mfaOf } from '../mfa/user-mfa.js';
import { refusals } from '../refusals.js';
import type { UserPool } from '../user-pool.js';
import type { User } from '../users.js';
import type { AnsweredChallenge, SignInAttempt } from './attempt.js';
import type { OpenChallenge } from './challenges.js';
import type { MfaSetup } from './challenge-state.js';

/** Begins to set a software token up. Answers with its secret, in base32. */
export function associateSoftwareToken(pool: UserPool, user: User): string {
  if (pool.mfa.configuration === 'OFF' || !pool.mfa.types.includes('SOFTWARE_TOKEN_MFA')) {
    throw new ServiceError(
      'SoftwareTokenMFANotFoundException',
      'Software token TOTP multi-factor authentication (MFA) is not enabled for the user pool.',
    );
  }
  const secret = newSoftwareTokenSecret();
  user.mfa = { ...mfaOf(user), pendingSecret: secret };
  return secret;
}

/** Ends to set a software token up, with a code of it. The new token takes the place of an older one. */
export function verifySoftwareToken(user: User, code: string, now: number, friendlyName?: string): void {
  const { pendingSecret, ...mfa } = mfaOf(user);
  if (pendingSecret === undefined) {
    throw refusals.invalidParameter('Software token has not been associated: call AssociateSoftwareToken.');
  }
  const period = periodOfCode(pendingSecret, code, now);
  if (period === undefined) throw new ServiceError('EnableSoftwareTokenMFAException', 'Code mismatch');
  user.mfa = {
    ...mfa,
    softwareToken: {
      secret: pendingSecret,
      lastPeriod: period,
      ...(friendlyName !== undefined && { friendlyName }),
    },
  };
}

/** Uses up one session of a set-up on the way in, and gives the next one. */
export function continueSetup(
  { challenges }: UserPool,
  challenge: OpenChallenge<MfaSetup>,
  state: Omit<MfaSetup, 'name'>,
): string {
  challenges.close(challenge);
  return challenges.add(challenge.attempt, { ...state, name: 'MFA_SETUP' });
}

/** Takes the end of a set-up on the way in: from now on the user is asked for this factor. */
export function endSetup(challenge: AnsweredChallenge<MfaSetup>): SignInAttempt {
  const { attempt, state } = challenge;
  const mfa = mfaOf(attempt.user);
  if (!state.verified || mfa.softwareToken === undefined) {
    throw refusals.invalidParameter('User has not verified software token mfa');
  }
  attempt.pool.challenges.close(challenge);
  attempt.user.mfa = {
    ...mfa,
    enabled: [...new Set([...mfa.enabled, 'SOFTWARE_TOKEN_MFA' as const])],
    preferred: 'SOFTWARE_TOKEN_MFA',
  };
  return attempt;
}
