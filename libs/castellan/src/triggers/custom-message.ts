import { checkedMembers } from './answer-checks.js';
import { buildTrigger } from './build-trigger.js';
import type { TriggerAction, TriggerEvent, TriggerHandler, UserRequest } from './trigger-event.js';
import type { TriggerOptions } from './trigger-options.js';

/** Why Cognito sends a message. */
export type MessagePurpose =
  | 'SignUp'
  | 'AdminCreateUser'
  | 'ResendCode'
  | 'ForgotPassword'
  | 'UpdateUserAttribute'
  | 'VerifyUserAttribute'
  | 'Authentication';

/** A message is about to be sent. */
export type CustomMessageEvent = TriggerEvent<
  `CustomMessage_${MessagePurpose}`,
  UserRequest & {
    /** Write it where the code goes. */
    readonly codeParameter: string;
    /** Write it, with words of your own between the `##`, where a link to confirm goes. */
    readonly linkParameter?: string | null | undefined;
    /** Write it where the user name goes. Invitations only. */
    readonly usernameParameter?: string | null | undefined;
  }
>;

/** What a message says. What is left out is as the user pool has it. */
export interface CustomMessageAnswer {
  readonly emailSubject?: string;
  /** May be HTML: escape what users have chosen themselves, such as their names. */
  readonly emailMessage?: string;
  readonly smsMessage?: string;
}

const LINK = /\{##[^#]*##\}/;

/**
 * The custom message trigger. A message without the place of its code, which Cognito would not send, is refused here,
 * with an error in the function's log that says what is missing.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-message.html
 *
 * @example
 * ```ts
 * import { customMessage } from 'castellan/triggers';
 *
 * export const handler = customMessage(({ triggerSource, request: { codeParameter } }) =>
 *   triggerSource === 'CustomMessage_ForgotPassword'
 *     ? { emailSubject: 'Your new password', emailMessage: `The code is ${codeParameter}.` }
 *     : undefined,
 * );
 * ```
 */
export function customMessage(
  action: TriggerAction<CustomMessageEvent, CustomMessageAnswer | undefined>,
  options: TriggerOptions = {},
): TriggerHandler<CustomMessageEvent> {
  return buildTrigger(
    {
      builder: 'customMessage',
      source: 'CustomMessage_',
      respond: (answer, event) => {
        const response = checkedMembers('customMessage(...)', answer, {
          emailSubject: 'string',
          emailMessage: 'string',
          smsMessage: 'string',
        });
        requirePlaces('emailMessage', answer?.emailMessage, event);
        requirePlaces('smsMessage', answer?.smsMessage, event);
        return response;
      },
    },
    action,
    options,
  );
}

/** @throws TypeError unless the message has all that Cognito fills in. */
function requirePlaces(name: string, message: string | undefined, { request }: CustomMessageEvent): void {
  if (message === undefined) return;
  const { codeParameter, usernameParameter } = request;
  if (!message.includes(codeParameter) && !LINK.test(message)) {
    throw new TypeError(
      `customMessage(...): ${name} has no place for the code. Write request.codeParameter into it.`,
    );
  }
  if (typeof usernameParameter === 'string' && !message.includes(usernameParameter)) {
    throw new TypeError(
      `customMessage(...): ${name} has no place for the user name. Write request.usernameParameter into it.`,
    );
  }
}
