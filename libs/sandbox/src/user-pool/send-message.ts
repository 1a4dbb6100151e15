import type { AddressAttribute } from './account-settings.js';
import type { MessagePurpose } from './outbox.js';
import type { UserPool } from './user-pool.js';
import type { User } from './users.js';

/** One message to a user. */
export interface MessageToSend {
  readonly purpose: MessagePurpose;
  /** Where it goes: to the user's e-mail address or phone number. */
  readonly attribute: AddressAttribute;
  /** In place of the user's own, where an address is not yet the user's. */
  readonly destination?: string;
  /** The code or, of an invitation, the temporary password. */
  readonly code?: string;
  /** What the pool writes in place of Cognito's words, with `{####}` for the code. */
  readonly words?: { readonly subject?: string | undefined; readonly text?: string | undefined };
  /** Of the request, for triggers. */
  readonly clientId?: string;
  /** Of the request, for triggers. */
  readonly clientMetadata?: ReadonlyMap<string, string>;
}

/** `CodeDeliveryDetails` of an answer: where a code went, most of it masked. */
export interface CodeDelivery {
  readonly AttributeName: AddressAttribute;
  readonly DeliveryMedium: 'EMAIL' | 'SMS';
  readonly Destination: string;
}

/**
 * The one place where messages are sent: into the outbox of the pool, unless it has a sender of its own. Answers with
 * where it went, or `undefined` for a user without such an address.
 */
export async function sendMessage(
  pool: UserPool,
  user: User,
  { purpose, attribute, destination: given, code, words, clientId, clientMetadata }: MessageToSend,
): Promise<CodeDelivery | undefined> {
  const destination = given ?? user.attributes.get(attribute);
  if (destination === undefined) return undefined;
  const medium = attribute === 'email' ? 'email' : 'sms';
  const call = { purpose, user, username: user.username, clientId, clientMetadata, code: code ?? '' };
  if (await pool.triggers.messages.send({ ...call, medium })) return codeDelivery(attribute, destination);
  const written = await pool.triggers.messages.write(call);
  const usual = defaultText(purpose, user.username, code ?? '');
  const subject = written.emailSubject ?? words?.subject ?? usual.subject;
  const text =
    (medium === 'email' ? written.emailMessage : written.smsMessage) ??
    words?.text?.replaceAll('{####}', () => code ?? '') ??
    usual.text;
  pool.outbox.add({
    username: user.username,
    destination,
    medium,
    purpose,
    text,
    ...(medium === 'email' && { subject }),
    ...(code !== undefined && { code }),
  });
  return codeDelivery(attribute, destination);
}

/** Where a code went, as Cognito shows it. */
export const codeDelivery = (attribute: AddressAttribute, destination: string): CodeDelivery => ({
  AttributeName: attribute,
  DeliveryMedium: attribute === 'email' ? 'EMAIL' : 'SMS',
  Destination: attribute === 'email' ? maskedEmail(destination) : maskedPhone(destination),
});

const maskedEmail = (email: string): string =>
  `${email.charAt(0)}***@${email.charAt(email.indexOf('@') + 1)}***`;

const maskedPhone = (phone: string): string =>
  `+${'*'.repeat(Math.max(phone.length - 5, 0))}${phone.slice(1).slice(-4)}`;

/** What Cognito writes where nobody has written anything else. */
function defaultText(
  purpose: MessagePurpose,
  username: string,
  code: string,
): { readonly subject: string; readonly text: string } {
  switch (purpose) {
    case 'AdminCreateUser':
      return {
        subject: 'Your temporary password',
        text: `Your username is ${username} and temporary password is ${code}.`,
      };
    case 'Authentication':
      return { subject: 'Your authentication code', text: `Your authentication code is ${code}.` };
    case 'ForgotPassword':
      return { subject: 'Your verification code', text: `Your password reset code is ${code}.` };
    case 'AccountTakeOverNotification':
      return { subject: 'New sign-in attempt', text: `We observed an unrecognized sign-in to ${username}.` };
    case 'SignUp':
    case 'ResendCode':
    case 'UpdateUserAttribute':
    case 'VerifyUserAttribute':
      return { subject: 'Your verification code', text: `Your verification code is ${code}.` };
  }
}
