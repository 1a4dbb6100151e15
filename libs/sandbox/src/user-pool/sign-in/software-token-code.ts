import { ServiceError } from '../../http/service-error.js';
import { acceptSoftwareTokenCode } from '../mfa/software-token.js';
import { mfaOf } from '../mfa/user-mfa.js';
import type { AnsweredChallenge } from './attempt.js';
import { required, type SignInRequest } from './begin.js';
import type { SoftwareTokenCode } from './challenge-state.js';
import { noteStep } from './sign-in-events.js';

/** Takes a code of an authenticator app. After a wrong one the challenge stays open. */
export function assertSoftwareTokenCode(
  challenge: AnsweredChallenge<SoftwareTokenCode>,
  { parameters }: SignInRequest,
): void {
  const { attempt } = challenge;
  const { user, pool, clock } = attempt;
  const code = required(parameters, 'SOFTWARE_TOKEN_MFA_CODE');
  const { softwareToken } = mfaOf(user);
  if (softwareToken === undefined || !acceptSoftwareTokenCode(softwareToken, code, clock())) {
    noteStep(attempt, { challenge: { name: 'Mfa', response: 'Failure' } });
    throw new ServiceError('CodeMismatchException', 'Invalid code received for user');
  }
  pool.challenges.close(challenge);
}
