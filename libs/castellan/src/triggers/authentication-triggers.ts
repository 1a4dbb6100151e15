import { buildTrigger } from './build-trigger.js';
import type { StringMap, TriggerAction, TriggerEvent, TriggerHandler, UserRequest } from './trigger-event.js';
import type { TriggerOptions } from './trigger-options.js';

/** Before a sign-in is judged. */
export type PreAuthenticationEvent = TriggerEvent<
  'PreAuthentication_Authentication',
  UserRequest & {
    readonly validationData?: StringMap | null | undefined;
    /** Nobody has that name, and the app client does not let on: answer as for anybody. */
    readonly userNotFound?: boolean | undefined;
  }
>;

/** After a sign-in, before its tokens are made. */
export type PostAuthenticationEvent = TriggerEvent<
  'PostAuthentication_Authentication',
  UserRequest & {
    /** Whether the user signs in on a device for the first time, where devices are remembered. */
    readonly newDeviceUsed?: boolean | undefined;
  }
>;

/**
 * The pre authentication trigger. Throw a `TriggerRefusal` and nobody is signed in; there is nothing else to answer.
 * It runs before the password is checked, so its words reach whoever writes down a name.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-authentication.html
 *
 * @example
 * ```ts
 * import { preAuthentication, TriggerRefusal } from 'castellan/triggers';
 *
 * export const handler = preAuthentication(({ callerContext }) => {
 *   if (callerContext.clientId === 'the_old_client') throw new TriggerRefusal('Update the app to sign in');
 * });
 * ```
 */
export function preAuthentication(
  action: TriggerAction<PreAuthenticationEvent, void>,
  options: TriggerOptions = {},
): TriggerHandler<PreAuthenticationEvent> {
  return buildTrigger(
    { builder: 'preAuthentication', source: 'PreAuthentication_', respond: () => ({}) },
    action,
    options,
  );
}

/**
 * The post authentication trigger. There is nothing to answer; an error ends the sign-in.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-authentication.html
 *
 * @example
 * ```ts
 * import { postAuthentication } from 'castellan/triggers';
 *
 * declare function remember(signIn: { sub: string | undefined; isNewDevice: boolean }): Promise<void>;
 *
 * export const handler = postAuthentication(async ({ request }) => {
 *   await remember({ sub: request.userAttributes.sub, isNewDevice: request.newDeviceUsed === true });
 * });
 * ```
 */
export function postAuthentication(
  action: TriggerAction<PostAuthenticationEvent, void>,
  options: TriggerOptions = {},
): TriggerHandler<PostAuthenticationEvent> {
  return buildTrigger(
    { builder: 'postAuthentication', source: 'PostAuthentication_', respond: () => ({}) },
    action,
    options,
  );
}
