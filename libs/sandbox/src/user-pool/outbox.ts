import type { Clock } from '../clock.js';

/** Why a message is sent. After `CustomMessage_` it is the `triggerSource` of Cognito's custom message trigger. */
export type MessagePurpose =
  | 'SignUp'
  | 'AdminCreateUser'
  | 'ResendCode'
  | 'ForgotPassword'
  | 'UpdateUserAttribute'
  | 'VerifyUserAttribute'
  | 'Authentication'
  | 'AccountTakeOverNotification';

/** A message that Cognito would have sent. The sandbox sends none: it is read here. */
export interface OutboxMessage {
  /** The user's name in the pool, whatever the user signs in with. */
  readonly username: string;
  /** The e-mail address or the phone number, in full. */
  readonly destination: string;
  readonly medium: 'email' | 'sms';
  readonly purpose: MessagePurpose;
  /** The code or, of an invitation, the temporary password. Absent: the message carries none. */
  readonly code?: string;
  /** Of an e-mail. */
  readonly subject?: string;
  /** What the message says. */
  readonly text: string;
  /** Milliseconds since the epoch, by the sandbox's clock. */
  readonly at: number;
}

const REMEMBERED = 1000;

/** What one user pool would have sent: its last 1000 messages. They are not kept when the sandbox ends. */
export class Outbox {
  private messages: OutboxMessage[] = [];

  constructor(private readonly clock: Clock) {}

  add(message: Omit<OutboxMessage, 'at'>): void {
    // Twice as many are kept before the older half goes, so that one message does not move all the others.
    if (this.messages.length >= 2 * REMEMBERED) this.messages = this.messages.slice(REMEMBERED);
    this.messages.push({ ...message, at: this.clock() });
  }

  /** In the order in which they were sent; of everybody, or of one user. */
  list(username?: string): readonly OutboxMessage[] {
    const kept = this.messages.slice(-REMEMBERED);
    return username === undefined ? kept : kept.filter((message) => message.username === username);
  }
}
