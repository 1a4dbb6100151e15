import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';

/** A user pool with one app client, an implementation of which the same cases are asked. */
export interface PoolUnderTest {
  readonly sdk: CognitoIdentityProviderClient;
  readonly userPoolId: string;
  readonly clientId: string;
  /** The `iss` of its tokens. */
  readonly issuer: string;
  /** The code that was sent last to a user. */
  codeOf(username: string): string;
  stop(): Promise<void>;
}

/** Six digits that were sent to nobody. */
export const WRONG_CODE = '000000';

export const PASSWORD = 'Correct-Horse-1';
