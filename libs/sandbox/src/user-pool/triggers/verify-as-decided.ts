import type { PreSignUpAnswer } from './triggers.js';

/** Marks the addresses of a new user as verified that a pre sign-up trigger vouches for. */
export function verifyAsDecided(
  attributes: Map<string, string>,
  { autoVerifyEmail, autoVerifyPhone }: PreSignUpAnswer,
): void {
  if (autoVerifyEmail && attributes.has('email')) attributes.set('email_verified', 'true');
  if (autoVerifyPhone && attributes.has('phone_number')) attributes.set('phone_number_verified', 'true');
}
