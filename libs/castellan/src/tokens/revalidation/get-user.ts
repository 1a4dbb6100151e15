import { readBody, send, withinTime } from '../limited-exchange.js';
import { parseStrictJson } from '../strict-json.js';

/** Asks whether Cognito still accepts an access token. Rejects when there is no telling. */
export type AskCognito = (endpoint: string, token: string, username: string) => Promise<boolean>;

export interface AskCognitoOptions {
  readonly fetch: typeof fetch;
  /** For the whole exchange, body included, in milliseconds. Default 3,000. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 3_000;
const MAX_BYTES = 64 * 1024;

/** What Cognito answers when the token, its sign-in or its user is not good any more. */
const REFUSALS = new Set([
  'NotAuthorizedException',
  'UserNotFoundException',
  'UserNotConfirmedException',
  'PasswordResetRequiredException',
]);

/** Makes a function that asks by Cognito's `GetUser`, which takes no credentials but the token. */
export function createAskCognito({ fetch, timeoutMs = TIMEOUT_MS }: AskCognitoOptions): AskCognito {
  return (endpoint, token, username) =>
    withinTime(timeoutMs, async (signal) => {
      const response = await send(fetch, endpoint, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': 'AWSCognitoIdentityProviderService.GetUser',
        },
        body: JSON.stringify({ AccessToken: token }),
        signal,
      });
      const answer = await readAnswer(response);
      if (response.status === 200) return isAbout(answer, username);
      const type = exceptionOf(answer);
      if (response.status === 400 && REFUSALS.has(type)) return false;
      throw new Error(
        `it answered with status ${response.status}${/^\w{1,64}$/.test(type) ? ` (${type})` : ''}`,
      );
    });
}

async function readAnswer(response: Response): Promise<Record<string, unknown>> {
  const body = await readBody(response, MAX_BYTES);
  try {
    return parseStrictJson(body);
  } catch {
    throw new Error(`it answered with status ${response.status} and something that is not a JSON object`);
  }
}

/** Whatever stands between us and Cognito may say 200 to everything. */
function isAbout(answer: Record<string, unknown>, username: string): true {
  if (answer.Username === username) return true;
  throw new Error('its answer is not about the user of the token');
}

/** `com.amazonaws.cognito#NotAuthorizedException` and `NotAuthorizedException` are one. */
function exceptionOf(answer: Record<string, unknown>): string {
  const type = typeof answer.__type === 'string' ? answer.__type : '';
  return type.slice(type.lastIndexOf('#') + 1);
}
