import { assertSecretHash } from '../app-client.js';
import { refusals } from '../refusals.js';
import type { AnsweredChallenge, SignInOutcome } from './attempt.js';
import { deviceKeyOf, required, type SignInRequest } from './begin.js';
import { invalidSession } from './challenges.js';
import type { ChallengeState, SentCode, SoftwareTokenCode } from './challenge-state.js';
import { choose } from './choice.js';
import { answerCustomQuestion, continueCustom } from './custom.js';
import { askForDeviceProof, proveDevice } from './device-proof.js';
import { passFirstFactor } from './first-factor.js';
import { endSetup } from './mfa-setup.js';
import { setNewPassword } from './new-password.js';
import { assertPasskey } from './passkey-proof.js';
import { provePassword } from './password.js';
import { askForType, passSecondFactor } from './second-factor.js';
import { assertSentCode } from './sent-code.js';
import { assertSoftwareTokenCode } from './software-token-code.js';
import { noteStep } from './sign-in-events.js';
import { askForProof, assertProof } from './srp.js';

/** The names of the challenges that can be answered. */
export const CHALLENGE_NAMES = [
  'PASSWORD_VERIFIER',
  'NEW_PASSWORD_REQUIRED',
  'SELECT_CHALLENGE',
  'PASSWORD',
  'PASSWORD_SRP',
  'EMAIL_OTP',
  'SMS_OTP',
  'WEB_AUTHN',
  'SMS_MFA',
  'SOFTWARE_TOKEN_MFA',
  'SELECT_MFA_TYPE',
  'MFA_SETUP',
  'CUSTOM_CHALLENGE',
  'DEVICE_SRP_AUTH',
  'DEVICE_PASSWORD_VERIFIER',
] as const satisfies readonly ChallengeState['name'][];

/** Takes the answer to a challenge and says what comes next. */
export async function answerChallenge(
  request: SignInRequest,
  name: ChallengeState['name'],
  session: string | undefined,
): Promise<SignInOutcome> {
  const { pool, client, clock, parameters, clientMetadata } = request;
  const username = required(parameters, 'USERNAME');
  assertSecretHash(client, parameters.get('SECRET_HASH'), [username]);
  const found = pool.challenges.find(sessionOf(name, session, parameters), [name], {
    username,
    user: pool.users.find(username),
    clientId: client.clientId,
  });
  const deviceKey = deviceKeyOf(parameters) ?? found.attempt.deviceKey;
  return answer({ ...found, attempt: { ...found.attempt, pool, clock, clientMetadata, deviceKey } }, request);
}

/** A proof of a password carries the session in its secret block. */
function sessionOf(
  name: ChallengeState['name'],
  session: string | undefined,
  parameters: ReadonlyMap<string, string>,
): string {
  if (name === 'PASSWORD_VERIFIER' || name === 'DEVICE_PASSWORD_VERIFIER') {
    const block = required(parameters, 'PASSWORD_CLAIM_SECRET_BLOCK');
    if (session !== undefined && session !== block) throw invalidSession();
    return block;
  }
  if (session === undefined) throw refusals.invalidParameter('Missing required parameter Session');
  return session;
}

async function answer(challenge: AnsweredChallenge, request: SignInRequest): Promise<SignInOutcome> {
  const { attempt, state } = challenge;
  const { challenges } = attempt.pool;
  switch (state.name) {
    case 'PASSWORD_VERIFIER':
      assertProof({ ...challenge, state }, request);
      return attempt.custom === undefined
        ? passFirstFactor(attempt)
        : continueCustom(attempt, { challengeName: state.name, challengeResult: true });
    case 'NEW_PASSWORD_REQUIRED':
      return setNewPassword({ ...challenge, state }, request);
    case 'SELECT_CHALLENGE':
      return choose({ ...challenge, state }, request);
    case 'PASSWORD': {
      const password = required(request.parameters, 'PASSWORD');
      challenges.close(challenge);
      return provePassword(attempt, password);
    }
    case 'PASSWORD_SRP': {
      const clientValue = required(request.parameters, 'SRP_A');
      challenges.close(challenge);
      return askForProof(attempt, clientValue);
    }
    case 'EMAIL_OTP':
    case 'SMS_OTP':
    case 'SMS_MFA':
      return takeSentCode({ ...challenge, state }, request);
    case 'WEB_AUTHN':
      assertPasskey({ ...challenge, state }, request);
      return passFirstFactor(attempt);
    case 'SOFTWARE_TOKEN_MFA':
      assertSoftwareTokenCode({ ...challenge, state }, request);
      return afterFactor({ ...challenge, state });
    case 'SELECT_MFA_TYPE': {
      const chosen = state.choices.find((choice) => choice === request.parameters.get('ANSWER'));
      if (chosen === undefined) {
        throw refusals.invalidParameter(`ANSWER must be one of ${state.choices.join(', ')}.`);
      }
      challenges.close(challenge);
      return askForType(attempt, chosen);
    }
    case 'MFA_SETUP':
      return passSecondFactor(endSetup({ ...challenge, state }), 'Authentication');
    case 'CUSTOM_CHALLENGE':
      return answerCustomQuestion({ ...challenge, state }, request);
    case 'DEVICE_SRP_AUTH':
      return askForDeviceProof({ ...challenge, state }, request);
    case 'DEVICE_PASSWORD_VERIFIER':
      challenges.close(challenge);
      return proveDevice({ ...challenge, state }, request);
  }
}

async function takeSentCode(
  challenge: AnsweredChallenge<SentCode>,
  request: SignInRequest,
): Promise<SignInOutcome> {
  assertSentCode(challenge, request);
  return challenge.state.first ? passFirstFactor(challenge.attempt) : afterFactor(challenge);
}

async function afterFactor({
  attempt,
  state,
}: AnsweredChallenge<SentCode | SoftwareTokenCode>): Promise<SignInOutcome> {
  noteStep(attempt, { challenge: { name: 'Mfa', response: 'Success' } });
  return attempt.custom === undefined
    ? passSecondFactor(attempt, 'Authentication')
    : continueCustom(attempt, { challengeName: state.name, challengeResult: true });
}
