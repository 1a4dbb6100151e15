import { ConfigurationError, SessionUnavailableError } from '../../errors/index.js';
import { readBody, send, withinTime } from '../../tokens/limited-exchange.js';

const MAX_BYTES = 16 * 1024;

/**
 * Signs a user out of every device at Cognito (`GlobalSignOut`), by which all refresh tokens end. It takes no
 * credentials but the access token, which needs the scope `aws.cognito.signin.user.admin`.
 *
 * @param endpoint Where Cognito's API answers for the user pool; `undefined` where nobody knows.
 * @throws SessionUnavailableError when Cognito does not do it
 * @throws ConfigurationError without an endpoint
 */
export async function globalSignOut(
  endpoint: string | undefined,
  accessToken: string,
  timeoutMilliseconds: number,
): Promise<void> {
  if (endpoint === undefined) {
    throw new ConfigurationError(
      'Nobody knows where Cognito answers for the user pool of the sessions, so nobody can be signed out everywhere. ' +
        'Write its endpoint into the options of the pool.',
    );
  }
  try {
    await withinTime(timeoutMilliseconds, async (signal) => {
      const response = await send(fetch, endpoint, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': 'AWSCognitoIdentityProviderService.GlobalSignOut',
        },
        body: JSON.stringify({ AccessToken: accessToken }),
        signal,
      });
      const body = await readBody(response, MAX_BYTES);
      if (response.status !== 200)
        throw new Error(`it answered with status ${response.status}${typeOf(body)}`);
    });
  } catch (cause) {
    throw new SessionUnavailableError(
      'Cognito did not sign the user out everywhere, so nothing was done. The access token needs the scope ' +
        'aws.cognito.signin.user.admin; the cause says what Cognito answered.',
      { retryAfterSeconds: 5, cause },
    );
  }
}

function typeOf(body: Buffer): string {
  const [, type] = /"__type"\s*:\s*"(?:[\w.]+#)?(\w{1,64})"/.exec(body.toString('utf8')) ?? [];
  return type === undefined ? '' : ` (${type})`;
}
