import { randomBytes } from 'node:crypto';

import type { Clock } from '../../clock.js';
import type { AuthenticationContext } from './authentication-context.js';
import type { RiskAssessment } from './threat-protection.js';

/** What came of one question. */
export interface AnsweredChallenge {
  readonly name: 'Password' | 'Mfa';
  readonly response: 'Success' | 'Failure';
}

export interface EventFeedback {
  readonly value: 'Valid' | 'Invalid';
  readonly provider: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** One sign-in as threat protection remembers it. */
export interface AuthEvent {
  readonly eventId: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly context: AuthenticationContext;
  response: 'InProgress' | 'Pass' | 'Fail';
  risk: RiskAssessment;
  compromised: boolean;
  readonly challenges: AnsweredChallenge[];
  /** Lets the user judge the event without signing in. */
  readonly feedbackToken: string;
  feedback?: EventFeedback;
}

/** What happened in a step of a sign-in. */
export interface EventStep {
  readonly response?: AuthEvent['response'];
  readonly risk?: RiskAssessment;
  readonly compromised?: boolean;
  readonly challenge?: AnsweredChallenge;
}

const REMEMBERED_PER_USER = 1000;

/** The sign-ins of the users of one pool, for whoever asks what happened. They are not kept when the sandbox ends. */
export class AuthEvents {
  private readonly bySub = new Map<string, AuthEvent[]>();

  constructor(private readonly clock: Clock) {}

  /** Adds to an event, and begins it if need be. */
  note(sub: string, eventId: string, context: AuthenticationContext, step: EventStep): AuthEvent {
    const event = this.find(sub, eventId) ?? this.begin(sub, eventId, context);
    const { response, risk, compromised, challenge } = step;
    if (response !== undefined) event.response = response;
    if (risk !== undefined) event.risk = risk;
    if (compromised !== undefined) event.compromised = compromised;
    if (challenge !== undefined) event.challenges.push(challenge);
    return event;
  }

  /** The latest first. */
  list(sub: string): readonly AuthEvent[] {
    return [...(this.bySub.get(sub) ?? [])].reverse();
  }

  find(sub: string, eventId: string): AuthEvent | undefined {
    return this.bySub.get(sub)?.findLast((event) => event.eventId === eventId);
  }

  private begin(sub: string, eventId: string, context: AuthenticationContext): AuthEvent {
    const event: AuthEvent = {
      eventId,
      context,
      createdAt: this.clock(),
      response: 'InProgress',
      risk: { decision: 'NoRisk', action: 'NO_ACTION' },
      compromised: false,
      challenges: [],
      feedbackToken: randomBytes(48).toString('base64url'),
    };
    const events = this.bySub.get(sub) ?? [];
    events.push(event);
    this.bySub.set(sub, events.slice(-REMEMBERED_PER_USER));
    return event;
  }
}
