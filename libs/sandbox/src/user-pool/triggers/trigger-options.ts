/**
 * Runs in the sandbox's own process and is called as AWS Lambda calls a function: with the event, a context and a
 * callback. What it returns, resolves to or hands to the callback is the answer; what it throws is its error.
 */
export type TriggerFunction = (event: never, context: never, callback: never) => unknown;

/** A function behind an endpoint that speaks the `Invoke` API of Lambda, such as that of `sam local start-lambda`. */
export interface LambdaEndpointOptions {
  /** An address such as `http://127.0.0.1:3001`. Requests to it are not signed. */
  readonly endpoint: string;
  readonly functionName: string;
}

/** What is called. Only endpoints can stand in a configuration file. */
export type TriggerTarget = TriggerFunction | LambdaEndpointOptions;

/** The version of the pre token generation trigger: it decides what the event has and which tokens it changes. */
export type PreTokenGenerationVersion = 'V1_0' | 'V2_0' | 'V3_0';

/** The pre token generation trigger. */
export interface PreTokenGenerationOptions {
  /**
   * - `V1_0`: claims of ID tokens, as strings, and groups.
   * - `V2_0`: claims of both tokens, of any JSON type, groups and scopes.
   * - `V3_0`: as `V2_0`, also for client credentials.
   */
  readonly version: PreTokenGenerationVersion;
  readonly target: TriggerTarget;
}

/** The Lambda triggers of a user pool. Default: none. */
export interface TriggersOptions {
  readonly preSignUp?: TriggerTarget;
  readonly postConfirmation?: TriggerTarget;
  readonly preAuthentication?: TriggerTarget;
  readonly postAuthentication?: TriggerTarget;
  /** The three custom challenge triggers belong together: all or none. */
  readonly defineAuthChallenge?: TriggerTarget;
  readonly createAuthChallenge?: TriggerTarget;
  readonly verifyAuthChallengeResponse?: TriggerTarget;
  readonly preTokenGeneration?: PreTokenGenerationOptions;
  readonly userMigration?: TriggerTarget;
  readonly customMessage?: TriggerTarget;
  /**
   * Gets the code in place of the outbox. There is no KMS here: the code is in base64 as Cognito's is, and what comes
   * out of that is the code itself and not encrypted.
   */
  readonly customEmailSender?: TriggerTarget;
  /** As `customEmailSender`. */
  readonly customSmsSender?: TriggerTarget;
  /** Called with what another identity provider says of a user, before it is mapped to attributes. */
  readonly inboundFederation?: TriggerTarget;
}

export type TriggerName = keyof TriggersOptions;

/** How Cognito names each trigger where one fails. */
export const TRIGGER_TITLES: Readonly<Record<TriggerName, string>> = {
  preSignUp: 'PreSignUp',
  postConfirmation: 'PostConfirmation',
  preAuthentication: 'PreAuthentication',
  postAuthentication: 'PostAuthentication',
  defineAuthChallenge: 'DefineAuthChallenge',
  createAuthChallenge: 'CreateAuthChallenge',
  verifyAuthChallengeResponse: 'VerifyAuthChallengeResponse',
  preTokenGeneration: 'PreTokenGeneration',
  userMigration: 'UserMigration',
  customMessage: 'CustomMessage',
  customEmailSender: 'CustomEmailSender',
  customSmsSender: 'CustomSMSSender',
  inboundFederation: 'InboundFederation',
};
