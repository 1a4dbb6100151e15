// `castellan/triggers`: the functions that Cognito calls. Nothing here needs another package, so that they start fast.

export type { PostAuthenticationEvent, PreAuthenticationEvent } from './triggers/authentication-triggers.js';
export { postAuthentication, preAuthentication } from './triggers/authentication-triggers.js';
export { claimsFor } from './triggers/claims-for.js';
export type { ClaimedTokens, ClaimsAnswer, ClaimsForOptions } from './triggers/claims-for.js';
export type {
  ChallengeResult,
  CreateAuthChallengeEvent,
  CreatedChallenge,
  DefineAuthChallengeEvent,
  NextChallenge,
  VerifyAuthChallengeResponseEvent,
} from './triggers/custom-challenges.js';
export {
  createAuthChallenge,
  defineAuthChallenge,
  verifyAuthChallengeResponse,
} from './triggers/custom-challenges.js';
export { customMessage } from './triggers/custom-message.js';
export type { CustomMessageAnswer, CustomMessageEvent, MessagePurpose } from './triggers/custom-message.js';
export type {
  AccountTakeOverAttributes,
  CustomEmailSenderEvent,
  CustomSmsSenderEvent,
  MessageToSend,
  Sender,
  SenderOptions,
} from './triggers/custom-senders.js';
export { customEmailSender, customSmsSender } from './triggers/custom-senders.js';
export { inboundFederation } from './triggers/inbound-federation.js';
export type { InboundFederationEvent } from './triggers/inbound-federation.js';
export { postConfirmation } from './triggers/post-confirmation.js';
export type { PostConfirmationEvent } from './triggers/post-confirmation.js';
export { preSignUp } from './triggers/pre-sign-up.js';
export type { PreSignUpAnswer, PreSignUpEvent } from './triggers/pre-sign-up.js';
export {
  preTokenGenerationV1,
  preTokenGenerationV2,
  preTokenGenerationV3,
} from './triggers/pre-token-generation.js';
export type {
  AccessTokenChanges,
  ClaimChanges,
  GroupChanges,
  IdTokenAnswer,
  TokenAnswer,
  TokenClaimValue,
} from './triggers/token-changes.js';
export type {
  GroupConfiguration,
  PreTokenGenerationV1Event,
  PreTokenGenerationV2Event,
  PreTokenGenerationV3Event,
  TokenGenerationSource,
} from './triggers/token-generation-event.js';
export type {
  StringMap,
  TriggerAction,
  TriggerContext,
  TriggerEvent,
  TriggerHandler,
  UserRequest,
} from './triggers/trigger-event.js';
export type { TriggerFailure, TriggerMiddleware, TriggerOptions } from './triggers/trigger-options.js';
export { readTriggerRefusal, TriggerRefusal } from './triggers/trigger-refusal.js';
export type { ReadTriggerRefusal } from './triggers/trigger-refusal.js';
export { userMigration } from './triggers/user-migration.js';
export type { MigratedUser, UserMigrationEvent } from './triggers/user-migration.js';
export { ConfigurationError } from './errors/configuration-error.js';
export { declareClaims } from './tokens/declared-claims.js';
