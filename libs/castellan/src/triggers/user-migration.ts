import { checkedMembers } from './answer-checks.js';
import { buildTrigger } from './build-trigger.js';
import type { StringMap, TriggerAction, TriggerEvent, TriggerHandler } from './trigger-event.js';
import type { TriggerOptions } from './trigger-options.js';

/** Somebody who is not in the user pool signs in or has forgotten a password. The `userName` is what was typed. */
export type UserMigrationEvent = TriggerEvent<
  'UserMigration_Authentication' | 'UserMigration_ForgotPassword',
  {
    /** What was typed, in clear: never log the event. Empty where the password was forgotten. */
    readonly password: string;
    readonly validationData?: StringMap | null | undefined;
    readonly clientMetadata?: StringMap | undefined;
  }
>;

/** A user of the older directory. */
export interface MigratedUser {
  /** What the new user has. Set `email_verified` to `'true'` only if the older directory had verified it. */
  readonly userAttributes: StringMap;
  /** `CONFIRMED` keeps the password that was typed. `RESET_REQUIRED` asks for a new one. */
  readonly finalUserStatus?: 'CONFIRMED' | 'RESET_REQUIRED';
  /** `SUPPRESS`: no welcome message is sent. */
  readonly messageAction?: 'SUPPRESS';
  readonly desiredDeliveryMediums?: readonly ('SMS' | 'EMAIL')[];
  /** Takes an alias away from the user who has it. Default false. */
  readonly forceAliasCreation?: boolean;
  readonly enableSMSMFA?: boolean;
}

/**
 * The user migration trigger. Answer with the user whom the older directory knows, after its password was checked there;
 * answer with nothing and nobody is created.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
 *
 * @example
 * ```ts
 * import { userMigration } from 'castellan/triggers';
 *
 * declare function signInBefore(name: string, password: string): Promise<{ email: string } | undefined>;
 *
 * export const handler = userMigration(async ({ triggerSource, userName, request }) => {
 *   if (triggerSource !== 'UserMigration_Authentication') return undefined;
 *   const found = await signInBefore(userName, request.password);
 *   return found && {
 *     userAttributes: { email: found.email, email_verified: 'true' },
 *     finalUserStatus: 'CONFIRMED',
 *     messageAction: 'SUPPRESS',
 *   };
 * });
 * ```
 */
export function userMigration(
  action: TriggerAction<UserMigrationEvent, MigratedUser | undefined>,
  options: TriggerOptions = {},
): TriggerHandler<UserMigrationEvent> {
  return buildTrigger(
    {
      builder: 'userMigration',
      source: 'UserMigration_',
      respond: (answer) =>
        checkedMembers('userMigration(...)', answer, {
          userAttributes: 'stringMap',
          finalUserStatus: 'string',
          messageAction: 'string',
          desiredDeliveryMediums: 'strings',
          forceAliasCreation: 'boolean',
          enableSMSMFA: 'boolean',
        }),
    },
    action,
    options,
  );
}
