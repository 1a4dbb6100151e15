import type { MessagePurpose } from '../outbox.js';
import {
  type EventSource,
  eventAttributes,
  type EventUser,
  type TriggerCall,
  triggerEvent,
} from './trigger-event.js';
import type { TriggerName } from './trigger-options.js';
import type { TriggerRunner } from './trigger-runner.js';

/** What a function writes in place of Cognito's words. What is left out stays as it is. */
export interface CustomMessage {
  readonly smsMessage?: string;
  readonly emailMessage?: string;
  readonly emailSubject?: string;
}

export interface MessageCall extends TriggerCall {
  readonly purpose: MessagePurpose;
  readonly user: EventUser;
}

/** Where a function writes the code and, of invitations, the user name. */
export const CODE_PARAMETER = '{####}';
export const USERNAME_PARAMETER = '{username}';

/** The triggers that write messages, and those that send them. */
export class MessageTriggers {
  constructor(
    private readonly pool: EventSource,
    private readonly runner: TriggerRunner,
  ) {}

  /** What the function writes, with the code and the user name in their places. */
  async write(call: MessageCall & { readonly code: string }): Promise<CustomMessage> {
    // There is no such source of this trigger.
    if (call.purpose === 'AccountTakeOverNotification') return {};
    const isInvitation = call.purpose === 'AdminCreateUser';
    const response = await this.runner.run(
      'customMessage',
      triggerEvent(
        this.pool,
        `CustomMessage_${call.purpose}`,
        call,
        {
          userAttributes: eventAttributes(call.user),
          codeParameter: CODE_PARAMETER,
          linkParameter: '{##Click Here##}',
          usernameParameter: isInvitation ? USERNAME_PARAMETER : null,
        },
        { smsMessage: null, emailMessage: null, emailSubject: null },
      ),
    );
    if (response === undefined) return {};
    const filled = (name: string): string | undefined =>
      response
        .optionalString(name)
        ?.replaceAll(CODE_PARAMETER, () => call.code)
        .replaceAll(USERNAME_PARAMETER, () => call.user.username);
    const smsMessage = filled('smsMessage');
    const emailMessage = filled('emailMessage');
    const emailSubject = response.optionalString('emailSubject');
    return {
      ...(smsMessage !== undefined && { smsMessage }),
      ...(emailMessage !== undefined && { emailMessage }),
      ...(emailSubject !== undefined && { emailSubject }),
    };
  }

  /** Hands the code to the pool's own sender. `false`: there is none, and the message goes the usual way. */
  async send(
    call: MessageCall & { readonly medium: 'email' | 'sms'; readonly code: string },
  ): Promise<boolean> {
    const isEmail = call.medium === 'email';
    const name: TriggerName = isEmail ? 'customEmailSender' : 'customSmsSender';
    if (!this.runner.has(name)) return false;
    await this.runner.run(
      name,
      triggerEvent(
        this.pool,
        `${isEmail ? 'CustomEmailSender' : 'CustomSMSSender'}_${call.purpose}`,
        call,
        {
          type: isEmail ? 'customEmailSenderRequestV1' : 'customSMSSenderRequestV1',
          code: Buffer.from(call.code).toString('base64'),
          userAttributes: eventAttributes(call.user),
        },
        {},
      ),
    );
    return true;
  }
}
