import { OperationInput } from '../operation-input.js';
import { newPasskeyChallenge, passkeyRequestOptions, provesPasskey } from '../passkeys/assertion.js';
import { refusals } from '../refusals.js';
import { type AnsweredChallenge, type ChallengeGiven, isMember, type SignInAttempt } from './attempt.js';
import { required, type SignInRequest } from './begin.js';
import type { PasskeyQuestion } from './challenge-state.js';
import { refusePassword } from './first-factor.js';

/** Asks for a signature by one of the user's passkeys. */
export function askForPasskey(attempt: SignInAttempt): ChallengeGiven {
  const { pool, user } = attempt;
  const challenge = newPasskeyChallenge();
  return {
    kind: 'challenge',
    name: 'WEB_AUTHN',
    session: pool.challenges.add(attempt, { name: 'WEB_AUTHN', challenge }),
    parameters: {
      USERNAME: user.username,
      CREDENTIAL_REQUEST_OPTIONS: JSON.stringify(passkeyRequestOptions(user, challenge, pool.passkeys)),
    },
    available: ['WEB_AUTHN'],
  };
}

/** Takes the signature, once, right or wrong. */
export function assertPasskey(
  challenge: AnsweredChallenge<PasskeyQuestion>,
  { parameters }: SignInRequest,
): void {
  const { attempt, state } = challenge;
  const { pool, user } = attempt;
  const credential = credentialOf(required(parameters, 'CREDENTIAL'));
  pool.challenges.close(challenge);
  if (!isMember(attempt) || !provesPasskey(credential, user, state.challenge, pool.passkeys)) {
    throw refusePassword(attempt, refusals.incorrectPassword());
  }
}

function credentialOf(json: string): OperationInput {
  try {
    const credential: unknown = JSON.parse(json);
    if (typeof credential === 'object' && credential !== null) {
      return new OperationInput(credential as Readonly<Record<string, unknown>>);
    }
  } catch {
    // Said below.
  }
  throw refusals.invalidParameter('CREDENTIAL is not the JSON of a credential.');
}
