// The API of user pools without a framework. `castellan/user-pool` and `castellan/express` export it.

export type { Attributes } from './attributes.js';
export type { UserAccount } from './account/user-account.js';
export type {
  AccountDetails,
  AuthenticationFactor,
  AuthenticationFactors,
  VerifiableAttribute,
} from './account/user-account.js';
export type { UserDevices } from './account/user-devices.js';
export type { ConfirmedDevice, Device } from './account/user-devices.js';
export type { UserMfa } from './account/user-mfa.js';
export type { TotpLabel } from './account/otpauth-address.js';
export type { MfaPreference, MfaSetupBy, TotpSetup } from './account/user-mfa.js';
export type { UserPasskeys } from './account/user-passkeys.js';
export type { Passkey } from './account/user-passkeys.js';
export type { AdministeredUser, UserDetails, UserStatus } from './administration/administered-user.js';
export type { GroupAdministration } from './administration/group-administration.js';
export type { GroupRequest, UserGroup } from './administration/group-administration.js';
export type { SignInEvent } from './administration/sign-in-event.js';
export type { UserAdministration } from './administration/user-administration.js';
export type { NewUserRequest } from './administration/user-administration.js';
export type { SearchableAttribute, UserFilter } from './administration/user-filter.js';
export type { ClientContext } from './client-context/client-context.js';
export type { ContextRequest } from './client-context/client-context-of.js';
export { AccountLinks } from './federation/account-links.js';
export type { ExternalAccount } from './federation/account-links.js';
export { externalSignUp } from './federation/external-sign-up.js';
export type { ExternalSignUpEvent } from './federation/external-sign-up.js';
export { signInAddress } from './federation/sign-in-address.js';
export type { SignInAddressOptions } from './federation/sign-in-address.js';
export type { AuthRequest } from './routes/auth-route.js';
export type { AuthRouteName } from './routes/auth-route-names.js';
export { authOpenApi } from './routes/auth-open-api.js';
export type { AuthOpenApiOptions } from './routes/auth-open-api.js';
export type { AuthRoutesOptions } from './routes/auth-routes-options.js';
export type { OpenApiDocument, OpenApiOperation } from './routes/open-api.js';
export type * from './sign-in/challenge.js';
export type * from './sign-in/challenge-answer.js';
export type { NewDevice, RememberedDevice } from './sign-in/remembered-device.js';
export type {
  ChoiceSignIn,
  CustomSignIn,
  PasswordSignIn,
  SignedIn,
  SignInRequest,
  SignInResult,
  SrpSignIn,
} from './sign-in/sign-in.js';
export type * from './sign-up.js';
export { UserPoolService } from './user-pool-service.js';
export type {
  AdministrationOptions,
  LinkingOptions,
  SignOutRevocations,
  UserPoolServiceOptions,
} from './user-pool-service-options.js';
export type { RevealedTokens, UserTokens } from './user-tokens.js';
export type { HostAwsCredentials, HostCredentials } from '../credentials/index.js';
export {
  AccessTokenRefusedError,
  AliasExistsError,
  AttemptLimitError,
  CastellanError,
  ChallengeUnsupportedError,
  CodeDeliveryError,
  CodeExpiredError,
  CodeMismatchError,
  CognitoUnavailableError,
  ConfigurationError,
  DeviceExistsError,
  LinkRefusedError,
  MfaMethodNotFoundError,
  PasskeyChallengeExpiredError,
  PasskeyRefusedError,
  PasswordPolicyError,
  PasswordResetRequiredError,
  PasswordReusedError,
  PreconditionNotMetError,
  RefreshTokenRefusedError,
  RefreshTokenReusedError,
  SignInBlockedError,
  TotpCodeRefusedError,
  TotpNotSetUpError,
  TriggerFailedError,
  TriggerRefusedError,
  UserExistsError,
  UserNotConfirmedError,
  UserNotFoundError,
  UserPoolConflictError,
  UserPoolError,
  UserPoolForbiddenError,
  UserPoolInputError,
  UserPoolResourceNotFoundError,
  UserPoolThrottledError,
  UserPoolTimeoutError,
  UserStateError,
  WrongCredentialsError,
} from '../errors/index.js';
export type { ErrorCode, LinkRefusal, UserPoolErrorOptions } from '../errors/index.js';
export { BrowserSessions } from './sessions/browser-sessions.js';
export type { SignedOutUser } from './sessions/browser-sessions.js';
export type { BrowserSessionsOptions } from './sessions/browser-sessions-options.js';
export { MemorySessionStore } from './sessions/memory-session-store.js';
export type { MemorySessionStoreOptions } from './sessions/memory-session-store.js';
export type { SessionStore } from './sessions/session-store.js';
