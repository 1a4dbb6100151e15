import type { AuthEventType } from '@aws-sdk/client-cognito-identity-provider';

/** What the pool's threat protection recorded of a sign-in. */
export interface SignInEvent {
  /** For `reportRisk`. */
  readonly eventId: string;
  /** `SignIn`, `SignUp`, `ForgotPassword`, `PasswordChange`, `ResendCode`. */
  readonly type: string | undefined;
  readonly at: Date | undefined;
  /** `Pass`, `Fail` or `InProgress`. */
  readonly response: string | undefined;
  /** `NoRisk`, `AccountTakeover` or `Block`. */
  readonly decision: string | undefined;
  /** `Low`, `Medium` or `High`. */
  readonly riskLevel: string | undefined;
  readonly compromisedCredentials: boolean;
  readonly ipAddress: string | undefined;
  readonly deviceName: string | undefined;
  readonly city: string | undefined;
  readonly country: string | undefined;
  /** What was reported before. */
  readonly feedback: 'Valid' | 'Invalid' | undefined;
}

export function toSignInEvent(event: AuthEventType): SignInEvent {
  const { EventRisk: risk, EventContextData: context } = event;
  return {
    eventId: event.EventId ?? '',
    type: event.EventType,
    at: event.CreationDate,
    response: event.EventResponse,
    decision: risk?.RiskDecision,
    riskLevel: risk?.RiskLevel,
    compromisedCredentials: risk?.CompromisedCredentialsDetected ?? false,
    ipAddress: context?.IpAddress,
    deviceName: context?.DeviceName,
    city: context?.City,
    country: context?.Country,
    feedback: event.EventFeedback?.FeedbackValue,
  };
}
