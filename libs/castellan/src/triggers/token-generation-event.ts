import type { StringMap, TriggerEvent, UserRequest } from './trigger-event.js';

/** The user's groups, and the roles that they give. */
export interface GroupConfiguration {
  readonly groupsToOverride?: readonly string[] | null | undefined;
  readonly iamRolesToOverride?: readonly string[] | null | undefined;
  readonly preferredRole?: string | null | undefined;
}

/** Why tokens of a user are made. */
export type TokenGenerationSource =
  | 'TokenGeneration_HostedAuth'
  | 'TokenGeneration_Authentication'
  | 'TokenGeneration_NewPasswordChallenge'
  | 'TokenGeneration_AuthenticateDevice'
  | 'TokenGeneration_RefreshTokens';

interface TokenRequest extends UserRequest {
  readonly groupConfiguration: GroupConfiguration;
}

interface ScopedTokenRequest extends TokenRequest {
  /** The scopes that the access token would have. */
  readonly scopes?: readonly string[] | undefined;
}

/** Tokens are about to be made, for a user pool that sends events of version `V1_0`: the ID token can be changed. */
export type PreTokenGenerationV1Event = TriggerEvent<TokenGenerationSource, TokenRequest>;

/** Tokens are about to be made, for a user pool that sends events of version `V2_0`: both can be changed. */
export type PreTokenGenerationV2Event = TriggerEvent<TokenGenerationSource, ScopedTokenRequest>;

/**
 * Tokens are about to be made, for a user pool that sends events of version `V3_0`: as `V2_0`, and access tokens of
 * programs, which have no user and no groups.
 */
export type PreTokenGenerationV3Event = TriggerEvent<
  TokenGenerationSource | 'TokenGeneration_ClientCredentials',
  {
    readonly userAttributes?: StringMap | undefined;
    readonly groupConfiguration?: GroupConfiguration | undefined;
    readonly scopes?: readonly string[] | undefined;
    readonly clientMetadata?: StringMap | undefined;
  }
>;
