import type {
  CreateAuthChallengeTriggerHandler,
  CustomEmailSenderTriggerHandler,
  CustomMessageTriggerHandler,
  CustomSMSSenderTriggerHandler,
  DefineAuthChallengeTriggerHandler,
  InboundFederationTriggerHandler,
  PostAuthenticationTriggerHandler,
  PostConfirmationTriggerHandler,
  PreAuthenticationTriggerHandler,
  PreSignUpTriggerHandler,
  PreTokenGenerationTriggerHandler,
  PreTokenGenerationV2TriggerHandler,
  PreTokenGenerationV3TriggerHandler,
  UserMigrationTriggerHandler,
  VerifyAuthChallengeResponseTriggerHandler,
} from 'aws-lambda';
import {
  claimsFor,
  createAuthChallenge,
  customEmailSender,
  customMessage,
  customSmsSender,
  defineAuthChallenge,
  inboundFederation,
  postAuthentication,
  postConfirmation,
  preAuthentication,
  preSignUp,
  preTokenGenerationV1,
  preTokenGenerationV2,
  preTokenGenerationV3,
  userMigration,
  verifyAuthChallengeResponse,
} from 'castellan/triggers';

const nothing = () => undefined;
const decrypt = (bytes: Uint8Array) => bytes;

/** The compiler is the test: the events of `@types/aws-lambda` fit, and so do the handlers that are made. */
const HANDLERS = [
  preSignUp(() => ({})) satisfies PreSignUpTriggerHandler,
  postConfirmation(nothing) satisfies PostConfirmationTriggerHandler,
  preAuthentication(nothing) satisfies PreAuthenticationTriggerHandler,
  postAuthentication(nothing) satisfies PostAuthenticationTriggerHandler,
  defineAuthChallenge(() => 'failAuthentication') satisfies DefineAuthChallengeTriggerHandler,
  createAuthChallenge(() => ({ privateChallengeParameters: {} })) satisfies CreateAuthChallengeTriggerHandler,
  verifyAuthChallengeResponse(() => false) satisfies VerifyAuthChallengeResponseTriggerHandler,
  preTokenGenerationV1(nothing) satisfies PreTokenGenerationTriggerHandler,
  preTokenGenerationV2(nothing) satisfies PreTokenGenerationV2TriggerHandler,
  preTokenGenerationV3(nothing) satisfies PreTokenGenerationV3TriggerHandler,
  claimsFor(['tenant'], nothing) satisfies PreTokenGenerationV2TriggerHandler,
  userMigration(nothing) satisfies UserMigrationTriggerHandler,
  customMessage(nothing) satisfies CustomMessageTriggerHandler,
  customEmailSender(nothing, { decrypt }) satisfies CustomEmailSenderTriggerHandler,
  customSmsSender(nothing, { decrypt }) satisfies CustomSMSSenderTriggerHandler,
  inboundFederation(nothing) satisfies InboundFederationTriggerHandler,
];

describe('the handlers of triggers', () => {
  it('are functions of an event and a context, as Lambda calls them', () => {
    expect(HANDLERS.map((handler) => handler.length)).toEqual(HANDLERS.map(() => 1));
  });
});
