import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Tokens } from './api.js';

/** Signs a user in as an application would, with the AWS SDK and its password. */
export async function signIn(
  endpoint: string,
  clientId: string,
  username: string,
  password: string,
): Promise<Required<Tokens>> {
  const cognito = new CognitoIdentityProviderClient({ endpoint, region: 'eu-west-1' });
  try {
    const { AuthenticationResult: result } = await cognito.send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: clientId,
        AuthParameters: { USERNAME: username, PASSWORD: password },
      }),
    );
    return { accessToken: result?.AccessToken, idToken: result?.IdToken };
  } finally {
    cognito.destroy();
  }
}

/** Signs a program in with its client credentials. */
export async function machineToken(endpoint: string, clientId: string, secret: string): Promise<string> {
  const response = await fetch(`${endpoint}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await response.json()) as { access_token: string };
  return token;
}
