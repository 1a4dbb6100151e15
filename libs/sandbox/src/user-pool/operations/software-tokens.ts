import { authenticateAccessToken } from '../access-token-check.js';
import type { OperationInput } from '../operation-input.js';
import { refusals } from '../refusals.js';
import { shapes } from '../shapes.js';
import { isMember } from '../sign-in/attempt.js';
import { invalidSession } from '../sign-in/challenges.js';
import { associateSoftwareToken, continueSetup, verifySoftwareToken } from '../sign-in/mfa-setup.js';
import type { OperationContext, RunOperation } from './operation.js';

/** `AssociateSoftwareToken`, of a user who is signed in, or who must set a factor up to be. */
export const associateToken: RunOperation = async (input, context) => {
  const subject = await subjectOf(input, context);
  const secret = associateSoftwareToken(subject.pool, subject.user);
  if (subject.setup === undefined) return { SecretCode: secret };
  const { pool, setup } = subject;
  return { SecretCode: secret, Session: continueSetup(pool, setup, { secret, verified: false }) };
};

/** `VerifySoftwareToken`. After a wrong code the session can be used again. */
export const verifyToken: RunOperation = async (input, context) => {
  const code = input.string('UserCode', shapes.softwareTokenCode);
  const name = input.optionalString('FriendlyDeviceName', shapes.mapValue);
  const { pool, user, setup } = await subjectOf(input, context);
  if (setup !== undefined && setup.state.secret === undefined) throw invalidSession();
  verifySoftwareToken(user, code, context.clock(), name);
  if (setup === undefined) return { Status: 'SUCCESS' };
  return { Status: 'SUCCESS', Session: continueSetup(pool, setup, { ...setup.state, verified: true }) };
};

/** Whose software token it is: an access token says so, or the session of a challenge. */
async function subjectOf(input: OperationInput, { pools, clock }: OperationContext) {
  const token = input.optionalString('AccessToken', shapes.token);
  const session = input.optionalString('Session', shapes.session);
  if ((token === undefined) === (session === undefined)) {
    throw refusals.invalidParameter('Only one of AccessToken and Session must be given.');
  }
  if (token !== undefined)
    return { ...(await authenticateAccessToken(token, pools, clock)), setup: undefined };
  // A session names neither client nor pool: every pool is asked.
  const pool = pools.list().find(({ challenges }) => challenges.has(session ?? ''));
  if (pool === undefined) throw invalidSession();
  const setup = pool.challenges.ofSession(session ?? '', ['MFA_SETUP']);
  const { user } = setup.attempt;
  if (!isMember({ pool, user }) || !user.enabled) throw invalidSession();
  return { pool, user, setup };
}
