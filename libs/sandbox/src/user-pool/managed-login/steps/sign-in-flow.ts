import { secretHash } from '../../app-client.js';
import type { SignInRequest } from '../../sign-in/begin.js';
import type { ChallengeGiven, SignInOutcome } from '../../sign-in/attempt.js';
import { answerChallenge, CHALLENGE_NAMES } from '../../sign-in/answers.js';
import { signInByChoice } from '../../sign-in/choice.js';
import { finishSignIn } from '../../sign-in/finish.js';
import { signInWithPassword } from '../../sign-in/password.js';
import { refusals } from '../../refusals.js';
import type { User } from '../../users.js';
import type { PageContext } from '../page-context.js';

/** What came of a step of a sign-in: the user is known, or there is more to ask. */
export type FlowResult = { readonly kind: 'passed'; readonly user: User } | ChallengeGiven;

/** Begins with a password, which managed login takes whatever flows the client may use at the API. */
export const startWithPassword = async (
  context: PageContext,
  username: string,
  password: string,
): Promise<FlowResult> =>
  resultOf(await signInWithPassword(requestOf(context, username, { PASSWORD: password })));

/** Begins with a code in place of a password. */
export const startWithCode = async (
  context: PageContext,
  username: string,
  factor: string,
): Promise<FlowResult> =>
  resultOf(await signInByChoice(requestOf(context, username, { PREFERRED_CHALLENGE: factor })));

/** Goes on with the answer to a challenge. */
export async function continueWith(
  context: PageContext,
  username: string,
  { name: given, session }: Pick<ChallengeGiven, 'name' | 'session'>,
  responses: Readonly<Record<string, string>>,
): Promise<FlowResult> {
  const name = CHALLENGE_NAMES.find((known) => known === given);
  if (name === undefined) throw refusals.notAuthorized('Invalid session for the user.');
  return resultOf(await answerChallenge(requestOf(context, username, responses), name, session));
}

async function resultOf(outcome: SignInOutcome): Promise<FlowResult> {
  if (outcome.kind === 'challenge') return outcome;
  const { attempt } = await finishSignIn(outcome);
  return { kind: 'passed', user: attempt.user };
}

function requestOf(
  { pool, pools, client, ipAddress }: PageContext,
  username: string,
  parameters: Readonly<Record<string, string>>,
): SignInRequest {
  const hash = secretHash(client, username);
  return {
    ...{ pool, client, clock: pools.clock, clientMetadata: new Map() },
    parameters: new Map([
      ['USERNAME', username],
      ...(hash === undefined ? [] : [['SECRET_HASH', hash] as const]),
      ...Object.entries(parameters),
    ]),
    context: ipAddress === undefined ? {} : { ipAddress },
  };
}
