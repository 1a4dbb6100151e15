import { ConfigurationError } from '../errors/index.js';
import { buildTrigger } from './build-trigger.js';
import type { MessagePurpose } from './custom-message.js';
import type { TriggerContext, TriggerEvent, TriggerHandler, UserRequest } from './trigger-event.js';
import type { TriggerOptions } from './trigger-options.js';

interface SenderRequest extends UserRequest {
  readonly type?: string;
  /** Encrypted with the pool's KMS key, in base64. */
  readonly code: string | null;
}

/** What a warning of somebody who may have taken over an account says. */
export interface AccountTakeOverAttributes {
  readonly EVENT_ID?: string | undefined;
  readonly USER_NAME?: string | undefined;
  readonly IP_ADDRESS?: string | undefined;
  /** What threat protection has done about it, such as `BLOCK` or `MFA_REQUIRED`. */
  readonly ACCOUNT_TAKE_OVER_ACTION?: string | undefined;
  /** By which the user says that it was the user. */
  readonly ONE_CLICK_LINK_VALID?: string | undefined;
  /** By which the user says that it was somebody else. */
  readonly ONE_CLICK_LINK_INVALID?: string | undefined;
  readonly LOGIN_TIME?: string | undefined;
  readonly FEEDBACK_TOKEN?: string | undefined;
  readonly CITY?: string | undefined;
  readonly COUNTRY?: string | undefined;
  readonly DEVICE_NAME?: string | undefined;
  readonly email?: string | undefined;
}

/** An e-mail is to be sent by the function in place of Cognito. */
export type CustomEmailSenderEvent =
  | TriggerEvent<`CustomEmailSender_${MessagePurpose}`, SenderRequest>
  | TriggerEvent<
      'CustomEmailSender_AccountTakeOverNotification',
      Omit<SenderRequest, 'userAttributes'> & { readonly userAttributes: AccountTakeOverAttributes }
    >;

/** A text message is to be sent by the function in place of Cognito. */
export type CustomSmsSenderEvent = TriggerEvent<`CustomSMSSender_${MessagePurpose}`, SenderRequest>;

/** A message to send. */
export interface MessageToSend<Event extends TriggerEvent> {
  /** In clear: never log it. Absent where a message has none, such as a warning. */
  readonly code: string | undefined;
  readonly event: Event;
}

/** What a custom sender needs besides the options of every trigger. */
export interface SenderOptions extends TriggerOptions {
  /**
   * Decrypts a code with the key that the user pool names in `KMSKeyID`: Cognito writes the message format of the AWS
   * Encryption SDK. Against the sandbox, which has no KMS, give the bytes back as they are.
   */
  readonly decrypt: (encrypted: Uint8Array) => Uint8Array | Promise<Uint8Array>;
}

/** Sends one message. */
export type Sender<Event extends TriggerEvent> = (
  message: MessageToSend<Event>,
  context: TriggerContext,
) => void | Promise<void>;

/**
 * The custom e-mail sender trigger. The code reaches the function in clear and nobody else.
 *
 * Cognito does not wait for it: the user is told that a message is on its way, whatever happens here. Watch the
 * function's errors.
 *
 * @throws ConfigurationError without `decrypt`.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-email-sender.html
 *
 * @example
 * ```ts
 * import { customEmailSender } from 'castellan/triggers';
 *
 * declare function decrypt(encrypted: Uint8Array): Promise<Uint8Array>;
 * declare function sendEmail(to: string | undefined, text: string): Promise<void>;
 *
 * export const handler = customEmailSender(
 *   async ({ code, event }) => {
 *     if (code !== undefined) await sendEmail(event.request.userAttributes.email, `The code is ${code}.`);
 *   },
 *   { decrypt },
 * );
 * ```
 */
export function customEmailSender(
  send: Sender<CustomEmailSenderEvent>,
  options: SenderOptions,
): TriggerHandler<CustomEmailSenderEvent> {
  return sender('customEmailSender', 'CustomEmailSender_', send, options);
}

/**
 * The custom SMS sender trigger. See {@link customEmailSender}.
 *
 * @throws ConfigurationError without `decrypt`.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sms-sender.html
 *
 * @example
 * ```ts
 * import { customSmsSender } from 'castellan/triggers';
 *
 * declare function decrypt(encrypted: Uint8Array): Promise<Uint8Array>;
 * declare function sendText(to: string | undefined, text: string): Promise<void>;
 *
 * export const handler = customSmsSender(
 *   async ({ code, event }) => {
 *     if (code !== undefined) await sendText(event.request.userAttributes.phone_number, `The code is ${code}.`);
 *   },
 *   { decrypt },
 * );
 * ```
 */
export function customSmsSender(
  send: Sender<CustomSmsSenderEvent>,
  options: SenderOptions,
): TriggerHandler<CustomSmsSenderEvent> {
  return sender('customSmsSender', 'CustomSMSSender_', send, options);
}

function sender<Event extends TriggerEvent<string, Pick<SenderRequest, 'code'>>>(
  builder: string,
  source: string,
  send: Sender<Event>,
  options: SenderOptions,
): TriggerHandler<Event> {
  const { decrypt, ...others } = (options as SenderOptions | undefined) ?? {};
  if (typeof decrypt !== 'function' || typeof (send as unknown) !== 'function') {
    throw new ConfigurationError(
      `${builder}(...) needs a function that sends, and decrypt: ${builder}(({ code, event }) => { ... }, { decrypt }).`,
    );
  }
  return buildTrigger<Event, unknown>(
    { builder, source, respond: () => ({}) },
    async (event, context) => {
      const { code } = event.request;
      const clear =
        typeof code === 'string'
          ? Buffer.from(await decrypt(Buffer.from(code, 'base64'))).toString('utf8')
          : undefined;
      await send({ code: clear, event }, context);
    },
    others,
  );
}
