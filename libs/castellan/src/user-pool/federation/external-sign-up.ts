import { LinkRefusedError } from '../../errors/index.js';
import type { ExternalAccount } from './account-links.js';

/** What is read of the event of a pre sign-up trigger. */
export interface ExternalSignUpEvent {
  readonly triggerSource: string;
  readonly userName: string;
  readonly request: { readonly userAttributes: Readonly<Record<string, string | undefined>> };
}

/**
 * Who signs up from an identity provider, by the event of a pre sign-up trigger: what `users.links.linkByEmail()` takes.
 * The address counts as verified only where the provider's own claim is mapped to `email_verified`.
 *
 * @param providers The names of the providers, in their case: Cognito puts `Google_123` or `google_123` into the event.
 * @returns `undefined` for everybody else, who signs up or is invited.
 * @throws LinkRefusedError with the reason `user_id_uncertain` where the event has lost the case of the user's ID.
 *
 * @example
 * ```ts
 * import { preSignUp } from 'castellan/triggers';
 * import { externalSignUp, type UserPoolService } from 'castellan/user-pool';
 *
 * export const linkingTrigger = (users: UserPoolService) =>
 *   preSignUp(async (event) => {
 *     const external = externalSignUp(event, ['Google']);
 *     if (external !== undefined) await users.links.linkByEmail(external);
 *   });
 * ```
 */
export function externalSignUp(
  { triggerSource, userName, request }: ExternalSignUpEvent,
  providers: readonly string[],
): ExternalAccount | undefined {
  if (triggerSource !== 'PreSignUp_ExternalProvider') return undefined;
  const underscore = userName.indexOf('_');
  const [name, userId] = [userName.slice(0, underscore), userName.slice(underscore + 1)];
  const provider = providers.includes(name)
    ? name
    : providers.find((each) => each.toLowerCase() === name.toLowerCase());
  if (provider === undefined || userId === '') return undefined;
  // Of a name that was made lower-case, so was the ID: with letters in it, it may be somebody else's.
  if (provider !== name && /\p{L}/u.test(userId)) {
    throw new LinkRefusedError(
      'user_id_uncertain',
      `The event has the user name in lower case, so that it does not say who it is at ${provider}.`,
    );
  }
  const { email, email_verified: verified } = request.userAttributes;
  return { provider, userId, email, emailVerified: verified === 'true' };
}
