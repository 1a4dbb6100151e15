import { checkedMembers, isRecord } from './answer-checks.js';
import { buildTrigger } from './build-trigger.js';
import type { StringMap, TriggerAction, TriggerEvent, TriggerHandler, UserRequest } from './trigger-event.js';
import type { TriggerOptions } from './trigger-options.js';

/** A challenge of this sign-in that was answered, right or wrong. */
export interface ChallengeResult {
  /** `CUSTOM_CHALLENGE`, or one of Cognito's such as `SRP_A`, `PASSWORD_VERIFIER` and `SMS_MFA`. */
  readonly challengeName: string;
  readonly challengeResult: boolean;
  /** Of a custom challenge: what `createAuthChallenge` called it. */
  readonly challengeMetadata?: string | undefined;
}

interface ChallengeRequest extends UserRequest {
  /** Nobody has that name, and the app client does not let on. Such a sign-in never gets tokens. */
  readonly userNotFound?: boolean | undefined;
}

interface SessionRequest extends ChallengeRequest {
  /** What was answered so far, the oldest first. */
  readonly session: readonly ChallengeResult[];
}

/** A custom sign-in asks what comes next. */
export type DefineAuthChallengeEvent = TriggerEvent<'DefineAuthChallenge_Authentication', SessionRequest>;

/** A custom challenge is to be made. */
export type CreateAuthChallengeEvent = TriggerEvent<
  'CreateAuthChallenge_Authentication',
  SessionRequest & {
    readonly challengeName: string;
  }
>;

/** The answer to a custom challenge is to be judged. */
export type VerifyAuthChallengeResponseEvent = TriggerEvent<
  'VerifyAuthChallengeResponse_Authentication',
  ChallengeRequest & {
    /** What `createAuthChallenge` kept for this. */
    readonly privateChallengeParameters: StringMap;
    /** What the user answered. */
    readonly challengeAnswer: string;
  }
>;

/** What comes next in a custom sign-in. */
export type NextChallenge =
  | 'issueTokens'
  | 'failAuthentication'
  | {
      /** `CUSTOM_CHALLENGE`, or one of Cognito's such as `PASSWORD_VERIFIER`. */
      readonly challengeName: string;
    };

/** A custom challenge. */
export interface CreatedChallenge {
  /** What the user's application is told. */
  readonly publicChallengeParameters?: StringMap;
  /** What `verifyAuthChallengeResponse` is told and nobody else: the right answer. */
  readonly privateChallengeParameters: StringMap;
  /** What the challenge is called among the results. */
  readonly challengeMetadata?: string;
}

/**
 * The define auth challenge trigger: tokens, a failure, or one more challenge.
 *
 * Tokens are given out only after the last challenge was answered right, and never for a name that nobody has, whatever
 * the function says.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-define-auth-challenge.html
 *
 * @example
 * ```ts
 * import { defineAuthChallenge } from 'castellan/triggers';
 *
 * export const handler = defineAuthChallenge(({ request: { session } }) => {
 *   if (session.at(-1)?.challengeResult === true) return 'issueTokens';
 *   return session.length < 3 ? { challengeName: 'CUSTOM_CHALLENGE' } : 'failAuthentication';
 * });
 * ```
 */
export function defineAuthChallenge(
  action: TriggerAction<DefineAuthChallengeEvent, NextChallenge>,
  options: TriggerOptions = {},
): TriggerHandler<DefineAuthChallengeEvent> {
  return buildTrigger(
    { builder: 'defineAuthChallenge', source: 'DefineAuthChallenge_', respond: nextChallenge },
    action,
    options,
  );
}

function nextChallenge(next: NextChallenge, { request }: DefineAuthChallengeEvent): object {
  const { session = [], userNotFound } = request as Partial<SessionRequest>;
  if (next === 'failAuthentication') return { issueTokens: false, failAuthentication: true };
  if (next === 'issueTokens') {
    if (userNotFound === true) return { issueTokens: false, failAuthentication: true };
    if (session.at(-1)?.challengeResult === true) return { issueTokens: true, failAuthentication: false };
    throw new TypeError(
      'defineAuthChallenge(...) answered "issueTokens" and the last challenge was not answered right. Ask for one first.',
    );
  }
  if (isRecord(next) && typeof next.challengeName === 'string' && next.challengeName !== '') {
    return { challengeName: next.challengeName, issueTokens: false, failAuthentication: false };
  }
  throw new TypeError(
    'defineAuthChallenge(...) must answer "issueTokens", "failAuthentication" or { challengeName: "CUSTOM_CHALLENGE" }.',
  );
}

/**
 * The create auth challenge trigger.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-create-auth-challenge.html
 *
 * @example
 * ```ts
 * import { randomInt } from 'node:crypto';
 * import { createAuthChallenge } from 'castellan/triggers';
 *
 * declare function send(email: string | undefined, code: string): Promise<void>;
 *
 * export const handler = createAuthChallenge(async ({ request: { userAttributes } }) => {
 *   const code = String(randomInt(1_000_000)).padStart(6, '0');
 *   await send(userAttributes.email, code);
 *   return { publicChallengeParameters: { medium: 'email' }, privateChallengeParameters: { code } };
 * });
 * ```
 */
export function createAuthChallenge(
  action: TriggerAction<CreateAuthChallengeEvent, CreatedChallenge>,
  options: TriggerOptions = {},
): TriggerHandler<CreateAuthChallengeEvent> {
  return buildTrigger(
    {
      builder: 'createAuthChallenge',
      source: 'CreateAuthChallenge_',
      respond: (answer: CreatedChallenge | undefined) => {
        const response = checkedMembers('createAuthChallenge(...)', answer, {
          publicChallengeParameters: 'stringMap',
          privateChallengeParameters: 'stringMap',
          challengeMetadata: 'string',
        });
        if ('privateChallengeParameters' in response) return { publicChallengeParameters: {}, ...response };
        throw new TypeError(
          'createAuthChallenge(...) must answer with privateChallengeParameters: the right answer.',
        );
      },
    },
    action,
    options,
  );
}

/**
 * The verify auth challenge response trigger. Only `true` is right, and nothing is for a name that nobody has. Compare
 * with `timingSafeEqual` what can be guessed letter by letter.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-verify-auth-challenge-response.html
 *
 * @example
 * ```ts
 * import { verifyAuthChallengeResponse } from 'castellan/triggers';
 *
 * export const handler = verifyAuthChallengeResponse(
 *   ({ request: { privateChallengeParameters, challengeAnswer } }) =>
 *     challengeAnswer === privateChallengeParameters.code,
 * );
 * ```
 */
export function verifyAuthChallengeResponse(
  action: TriggerAction<VerifyAuthChallengeResponseEvent, boolean>,
  options: TriggerOptions = {},
): TriggerHandler<VerifyAuthChallengeResponseEvent> {
  return buildTrigger(
    {
      builder: 'verifyAuthChallengeResponse',
      source: 'VerifyAuthChallengeResponse_',
      respond: (answer, { request }) => {
        if (typeof (answer as unknown) !== 'boolean') {
          throw new TypeError('verifyAuthChallengeResponse(...) must answer true or false.');
        }
        return { answerCorrect: answer && request.userNotFound !== true };
      },
    },
    action,
    options,
  );
}
