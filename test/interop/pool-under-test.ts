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

/** What is asked of every implementation, as a sentence, and what must come of it. */
export interface UserPoolCase {
  readonly name: string;
  readonly run: (pool: PoolUnderTest) => Promise<unknown>;
  readonly expected: unknown;
}

/** Six digits that were sent to nobody. */
export const WRONG_CODE = '000000';

export const PASSWORD = 'Correct-Horse-1';
