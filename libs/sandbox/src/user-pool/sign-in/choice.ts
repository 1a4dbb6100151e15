import { refusals } from '../refusals.js';
import type { AnsweredChallenge, ChallengeGiven, SignInAttempt, SignInOutcome } from './attempt.js';
import { assertKnown, beginAttempt, required, type SignInRequest } from './begin.js';
import type { ChoiceOfFirstFactor, FirstFactor } from './challenge-state.js';
import { availableFirstFactors } from './first-factors.js';
import { askForPasskey } from './passkey-proof.js';
import { provePassword } from './password.js';
import { sendCode } from './sent-code.js';
import { askForProof } from './srp.js';

const FIRST_FACTORS: readonly FirstFactor[] = [
  'PASSWORD',
  'PASSWORD_SRP',
  'EMAIL_OTP',
  'SMS_OTP',
  'WEB_AUTHN',
];

/** Begins a sign-in in which the user chooses, or the application has chosen already. */
export async function signInByChoice(request: SignInRequest): Promise<SignInOutcome> {
  const { parameters } = request;
  const attempt = await beginAttempt(request);
  assertKnown(attempt);
  const preferred = parameters.get('PREFERRED_CHALLENGE');
  if (preferred !== undefined && !FIRST_FACTORS.some((factor) => factor === preferred)) {
    throw refusals.invalidParameter('PREFERRED_CHALLENGE is not one of the challenges of USER_AUTH.');
  }
  const available = availableFirstFactors(attempt.pool, attempt.user);
  const chosen = available.find((factor) => factor === preferred);
  return chosen === undefined ? askToChoose(attempt, available) : askFor(attempt, chosen, parameters);
}

/** Takes the choice, and with it what the chosen way needs. */
export async function choose(
  challenge: AnsweredChallenge<ChoiceOfFirstFactor>,
  { parameters }: SignInRequest,
): Promise<SignInOutcome> {
  const { attempt, state } = challenge;
  const answer = required(parameters, 'ANSWER');
  const chosen = state.available.find((factor) => factor === answer);
  if (chosen === undefined) {
    throw refusals.invalidParameter(`ANSWER must be one of ${state.available.join(', ')}.`);
  }
  attempt.pool.challenges.close(challenge);
  return askFor(attempt, chosen, parameters);
}

/** A password or a public value that came along is taken at once; else it is asked for. */
async function askFor(
  attempt: SignInAttempt,
  factor: FirstFactor,
  parameters: ReadonlyMap<string, string>,
): Promise<SignInOutcome> {
  switch (factor) {
    case 'EMAIL_OTP':
    case 'SMS_OTP':
      return sendCode(attempt, factor, true);
    case 'WEB_AUTHN':
      return askForPasskey(attempt);
    case 'PASSWORD': {
      const password = parameters.get('PASSWORD');
      return password === undefined ? askForPassword(attempt, factor) : provePassword(attempt, password);
    }
    case 'PASSWORD_SRP': {
      const clientValue = parameters.get('SRP_A');
      return clientValue === undefined ? askForPassword(attempt, factor) : askForProof(attempt, clientValue);
    }
  }
}

const askForPassword = (attempt: SignInAttempt, name: 'PASSWORD' | 'PASSWORD_SRP'): ChallengeGiven => ({
  kind: 'challenge',
  name,
  session: attempt.pool.challenges.add(attempt, { name }),
  parameters: { USERNAME: attempt.user.username },
  available: [name],
});

const askToChoose = (attempt: SignInAttempt, available: readonly FirstFactor[]): ChallengeGiven => ({
  kind: 'challenge',
  name: 'SELECT_CHALLENGE',
  session: attempt.pool.challenges.add(attempt, { name: 'SELECT_CHALLENGE', available }),
  parameters: { USERNAME: attempt.user.username },
  available,
});
