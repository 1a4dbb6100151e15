import { checkedMembers } from './answer-checks.js';
import { buildTrigger } from './build-trigger.js';
import type { StringMap, TriggerAction, TriggerEvent, TriggerHandler, UserRequest } from './trigger-event.js';
import type { TriggerOptions } from './trigger-options.js';

/** Before a user is created: somebody signs up, is created by an administrator, or comes from another provider. */
export type PreSignUpEvent = TriggerEvent<
  'PreSignUp_SignUp' | 'PreSignUp_AdminCreateUser' | 'PreSignUp_ExternalProvider',
  UserRequest & {
    /** What the application sent to be checked and not kept. Anybody can write it. */
    readonly validationData?: StringMap | null | undefined;
  }
>;

/** What is decided about a new user. What is left out is `false`. */
export interface PreSignUpAnswer {
  /** The user is confirmed without a code. */
  readonly autoConfirmUser?: boolean;
  /** The e-mail address counts as verified. Only where something else has proved whose it is. */
  readonly autoVerifyEmail?: boolean;
  /** The phone number counts as verified. Only where something else has proved whose it is. */
  readonly autoVerifyPhone?: boolean;
}

/**
 * The pre sign-up trigger. Throw a `TriggerRefusal` and nobody is created.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
 *
 * @example
 * ```ts
 * import { preSignUp, TriggerRefusal } from 'castellan/triggers';
 *
 * declare function isInvited(email: string | undefined): Promise<boolean>;
 *
 * export const handler = preSignUp(async ({ request }) => {
 *   if (!(await isInvited(request.userAttributes.email))) throw new TriggerRefusal('Ask for an invitation first');
 *   return { autoConfirmUser: false };
 * });
 * ```
 */
export function preSignUp(
  action: TriggerAction<PreSignUpEvent, PreSignUpAnswer | undefined>,
  options: TriggerOptions = {},
): TriggerHandler<PreSignUpEvent> {
  return buildTrigger(
    {
      builder: 'preSignUp',
      source: 'PreSignUp_',
      respond: (answer) =>
        checkedMembers('preSignUp(...)', answer, {
          autoConfirmUser: 'boolean',
          autoVerifyEmail: 'boolean',
          autoVerifyPhone: 'boolean',
        }),
    },
    action,
    options,
  );
}
