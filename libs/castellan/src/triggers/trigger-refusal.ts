/**
 * Refuses what a user is about to do, in words that are meant for the user: Cognito answers with them, as
 * `UserLambdaValidationException` with the message `PreSignUp failed with error MESSAGE.`. Every other error that a
 * trigger throws is hidden from users.
 *
 * Whoever asks reads the message, also without being signed in: it must not tell whether somebody has an account.
 *
 * @example
 * ```ts
 * import { preSignUp, TriggerRefusal } from 'castellan/triggers';
 *
 * export const handler = preSignUp(({ request }) => {
 *   if (request.userAttributes.email?.endsWith('@example.com') !== true) {
 *     throw new TriggerRefusal('Sign up with an address of example.com');
 *   }
 *   return {};
 * });
 * ```
 */
export class TriggerRefusal extends Error {
  override readonly name = 'TriggerRefusal';

  /** @param message What the user reads. Cognito adds the full stop. */
  constructor(message: string) {
    super(message.replace(/\.$/, ''));
  }
}

/** What Cognito's answer says of a trigger that refused. */
export interface ReadTriggerRefusal {
  /** As Cognito names it: `PreSignUp`. */
  readonly trigger: string;
  /** What the function wrote for the user. */
  readonly message: string;
}

/**
 * Reads the words of a {@link TriggerRefusal} out of the error that the AWS SDK throws, to show them.
 *
 * @param error What a command of `@aws-sdk/client-cognito-identity-provider` threw.
 * @returns `undefined` for any other error.
 *
 * @example
 * ```ts
 * import { readTriggerRefusal } from 'castellan/triggers';
 *
 * export function messageFor(error: unknown): string {
 *   return readTriggerRefusal(error)?.message ?? 'Something went wrong. Try again later.';
 * }
 * ```
 */
export function readTriggerRefusal(error: unknown): ReadTriggerRefusal | undefined {
  const { name, message } = (error ?? {}) as Readonly<Record<string, unknown>>;
  if (name !== 'UserLambdaValidationException' || typeof message !== 'string') return undefined;
  const [, trigger, text] = /^(\w+) failed with error (.*?)\.?$/s.exec(message) ?? [];
  return trigger === undefined || text === undefined ? undefined : { trigger, message: text };
}
