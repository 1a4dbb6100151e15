import {
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  type AuthFlowType,
  type ChallengeNameType,
} from '@aws-sdk/client-cognito-identity-provider';

import type { signSrpSession } from 'cognito-srp-helper';

import type { Sandbox } from '../../sandbox.js';

export const PASSWORD = 'Correct-Horse-1';
export const POOL_ID = 'eu-west-1_Flows0001';
/** A challenge as cognito-srp-helper takes it, whose types know no `undefined`. */
export type SrpChallenge = Parameters<typeof signSrpSession>[1];

export const TOKENS = { AuthenticationResult: { TokenType: 'Bearer' } };

/** The unmodified SDK against a sandbox, with what every test of a flow does. */
export function flowsOf(sandbox: Sandbox) {
  const sdk = new CognitoIdentityProviderClient({
    endpoint: sandbox.url,
    region: sandbox.region,
    credentials: sandbox.administrator,
  });
  const initiate = (flow: AuthFlowType, parameters: Record<string, string>, more: object = {}) =>
    sdk.send(
      new InitiateAuthCommand({ ClientId: 'web', AuthFlow: flow, AuthParameters: parameters, ...more }),
    );
  const respond = (
    name: ChallengeNameType,
    session: string | undefined,
    responses: Record<string, string>,
    more: object = {},
  ) =>
    sdk.send(
      new RespondToAuthChallengeCommand({
        ClientId: 'web',
        ChallengeName: name,
        ...(session !== undefined && { Session: session }),
        ChallengeResponses: responses,
        ...more,
      }),
    );
  return {
    sdk,
    initiate,
    respond,
    signIn: (username: string, more: object = {}, password = PASSWORD) =>
      initiate('USER_PASSWORD_AUTH', { USERNAME: username, PASSWORD: password }, more),
    /** The last code that was sent to a user. */
    lastCode: (username: string): string => sandbox.messages(POOL_ID, username).at(-1)?.code ?? '',
    setPassword: (username: string, password: string, permanent: boolean) =>
      sdk.send(
        new AdminSetUserPasswordCommand({
          UserPoolId: POOL_ID,
          Username: username,
          Password: password,
          Permanent: permanent,
        }),
      ),
  };
}
