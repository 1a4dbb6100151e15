import { refusals } from '../refusals.js';
import { readPublicValue, SrpHandshake } from '../srp/srp-handshake.js';
import { userSrpIdentity } from '../srp/srp-verifier.js';
import { type AnsweredChallenge, type ChallengeGiven, isMember, type SignInAttempt } from './attempt.js';
import { assertKnown, beginAttempt, required, type SignInRequest } from './begin.js';
import type { PasswordProof } from './challenge-state.js';
import { refusePassword } from './first-factor.js';

/** Begins a sign-in by a password that is proved and never sent. The secret block stands in for a session. */
export async function signInWithSrp(request: SignInRequest): Promise<ChallengeGiven> {
  required(request.parameters, 'USERNAME');
  const clientValue = required(request.parameters, 'SRP_A');
  const attempt = await beginAttempt(request);
  assertKnown(attempt);
  const { kind, name, parameters } = askForProof(attempt, clientValue);
  return { kind, name, parameters };
}

/** The server's half of the exchange. */
export function askForProof(attempt: SignInAttempt, clientValue: string): ChallengeGiven {
  const { pool, user } = attempt;
  const verifier = user.password.srp;
  const handshake = new SrpHandshake(
    userSrpIdentity(pool.userPoolId, user.username),
    verifier,
    publicValue(clientValue),
  );
  const session = pool.challenges.add(attempt, { name: 'PASSWORD_VERIFIER', handshake });
  return {
    kind: 'challenge',
    name: 'PASSWORD_VERIFIER',
    session,
    parameters: {
      SALT: verifier.salt,
      SECRET_BLOCK: session,
      SRP_B: handshake.serverValue.toString(16),
      USERNAME: user.username,
      USER_ID_FOR_SRP: user.username,
    },
  };
}

/**
 * Takes the client's proof: once, right or wrong, so that each guess costs an exchange. Throws for a wrong one.
 */
export function assertProof(
  challenge: AnsweredChallenge<PasswordProof>,
  { parameters }: SignInRequest,
): void {
  const { attempt, state } = challenge;
  const right = provesPassword(state, parameters);
  attempt.pool.challenges.close(challenge);
  if (!right || !isMember(attempt)) throw refusePassword(attempt, refusals.incorrectPassword());
}

export const provesPassword = (
  { handshake }: { readonly handshake: SrpHandshake },
  parameters: ReadonlyMap<string, string>,
): boolean =>
  handshake.proves({
    secretBlock: required(parameters, 'PASSWORD_CLAIM_SECRET_BLOCK'),
    timestamp: required(parameters, 'TIMESTAMP'),
    signature: required(parameters, 'PASSWORD_CLAIM_SIGNATURE'),
  });

export function publicValue(hex: string): bigint {
  const value = readPublicValue(hex);
  if (value === undefined) throw refusals.invalidParameter('Invalid SRP_A.');
  return value;
}
