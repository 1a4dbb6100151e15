/** Names and values as Cognito sends them. */
export type StringMap = Readonly<Record<string, string>>;

/**
 * What the events of all triggers have. The types of `@types/aws-lambda` fit.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 */
export interface TriggerEvent<Source extends string = string, Request extends object = object> {
  /** `1`; of pre token generation `1`, `2` or `3`. */
  readonly version: string;
  readonly region: string;
  readonly userPoolId: string;
  /** Why the function is called: the name of the trigger, and what happens. */
  readonly triggerSource: Source;
  readonly userName: string;
  readonly callerContext: {
    readonly awsSdkVersion: string;
    /** The app client; `CLIENT_ID_NOT_APPLICABLE` where an administrator acts without one. */
    readonly clientId: string;
  };
  readonly request: Request;
  readonly response: object;
}

/** What the `request` of most events has. */
export interface UserRequest {
  /** The user's attributes by name, with `sub` and `cognito:user_status` once there are any. */
  readonly userAttributes: StringMap;
  /** What the application sent along as `ClientMetadata`. Anybody can write it: check it like any other input. */
  readonly clientMetadata?: StringMap | undefined;
}

/** What is read of the context that Lambda gives a function. */
export interface TriggerContext {
  /** Names the call in the logs of the function. */
  readonly awsRequestId?: string;
}

/**
 * A function as Lambda calls it. It answers with the event it was given, whose `response` it has filled in: whatever
 * Cognito has put there besides stays.
 */
export type TriggerHandler<Event extends TriggerEvent> = <Given extends Event>(
  event: Given,
  context?: TriggerContext,
) => Promise<Given>;

/** What an application does at a trigger. */
export type TriggerAction<Event extends TriggerEvent, Answer> = (
  event: Event,
  context: TriggerContext,
) => Answer | Promise<Answer>;
