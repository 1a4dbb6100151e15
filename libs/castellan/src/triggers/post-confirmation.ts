import { buildTrigger } from './build-trigger.js';
import type { TriggerAction, TriggerEvent, TriggerHandler, UserRequest } from './trigger-event.js';
import type { TriggerOptions } from './trigger-options.js';

/** After somebody has confirmed an account, or has set a new password in place of a forgotten one. */
export type PostConfirmationEvent = TriggerEvent<
  'PostConfirmation_ConfirmSignUp' | 'PostConfirmation_ConfirmForgotPassword',
  UserRequest
>;

/**
 * The post confirmation trigger. There is nothing to answer. The user is confirmed already: an error is shown to the
 * user and undoes nothing, and Cognito may call again, so whatever is done here must bear being done twice.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
 *
 * @example
 * ```ts
 * import { postConfirmation } from 'castellan/triggers';
 *
 * declare function createProfile(sub: string | undefined): Promise<void>;
 *
 * export const handler = postConfirmation(async ({ triggerSource, request }) => {
 *   if (triggerSource === 'PostConfirmation_ConfirmSignUp') await createProfile(request.userAttributes.sub);
 * });
 * ```
 */
export function postConfirmation(
  action: TriggerAction<PostConfirmationEvent, void>,
  options: TriggerOptions = {},
): TriggerHandler<PostConfirmationEvent> {
  return buildTrigger(
    { builder: 'postConfirmation', source: 'PostConfirmation_', respond: () => ({}) },
    action,
    options,
  );
}
