import type { SignInRequest, SignInResult } from '../sign-in/sign-in.js';
import { signInResult, tokens } from './answers.js';
import { type AuthRoute, authRoute } from './auth-route.js';
import type { AuthBodies } from './bodies.js';

/** Getting tokens, and giving them back. */
export function signInRoutes(bodies: AuthBodies, passwordFlow: 'password' | 'srp'): readonly AuthRoute[] {
  return [
    authRoute({
      name: 'signIn',
      method: 'POST',
      path: 'sign-in',
      access: 'everybody',
      summary: 'Sign in',
      description: 'Gives tokens, or a challenge that has to be answered before: `status` tells them apart.',
      status: 200,
      body: bodies.signIn,
      answer: signInResult,
      problems: { 401: ['wrong_credentials'], 403: ['sign_in_blocked', 'trigger_refused'] },
      run: async ({ users, body: { deviceData, ...request }, contextOf }) => {
        const context = contextOf(deviceData);
        const asked: SignInRequest =
          request.flow === 'choice' || request.flow === 'custom'
            ? { ...request, context }
            : { ...request, flow: passwordFlow, context };
        return shownResult(await users.signIn(asked));
      },
    }),
    authRoute({
      name: 'answerChallenge',
      method: 'POST',
      path: 'sign-in/answer',
      access: 'everybody',
      summary: 'Answer a challenge of a sign-in',
      description:
        'Takes the `name`, the `username` and the `session` of the challenge, and what it asks for. The answer may be ' +
        'another challenge.',
      status: 200,
      body: bodies.answerChallenge,
      answer: signInResult,
      problems: {
        400: ['code_mismatch', 'password_policy', 'passkey_refused'],
        401: ['wrong_credentials'],
        403: ['sign_in_blocked', 'trigger_refused'],
      },
      run: async ({ users, body: { deviceData, ...answer }, contextOf }) =>
        shownResult(await users.answerChallenge({ ...answer, context: contextOf(deviceData) })),
    }),
    authRoute({
      name: 'refresh',
      method: 'POST',
      path: 'refresh',
      access: 'everybody',
      summary: 'Get new tokens for a refresh token',
      description:
        'Where refresh tokens are rotated there is a new one among the tokens, and the old one is over. Send no ' +
        '`Authorization` header: an expired token in it is refused here as everywhere.',
      status: 200,
      body: bodies.refresh,
      answer: tokens,
      problems: { 401: ['refresh_token_refused', 'refresh_token_reused'] },
      run: async ({ users, body }) => (await users.refresh(body)).reveal(),
    }),
    authRoute({
      name: 'revoke',
      method: 'POST',
      path: 'revoke',
      access: 'everybody',
      summary: 'Sign out: revoke a refresh token',
      description:
        'Ends one sign-in. Its access tokens are refused from now on where the service knows of revocations and the ' +
        'request carries the access token.',
      status: 204,
      body: bodies.revoke,
      problems: {},
      run: async ({ users, body, principal }) => {
        await users.revoke({ ...body, ...(principal !== undefined && { principal }) });
        return undefined;
      },
    }),
    authRoute({
      name: 'signOutEverywhere',
      method: 'POST',
      path: 'sign-out-everywhere',
      access: 'user',
      summary: 'Sign out everywhere',
      status: 204,
      problems: {},
      run: async ({ users, caller }) => {
        await users.signOutEverywhere(caller.accessToken);
        return undefined;
      },
    }),
  ];
}

/** The result with its secrets, which nothing but the answer to this very client shows. */
function shownResult(result: SignInResult): object {
  if (result.kind === 'signed-in') {
    const { newDevice } = result;
    return {
      status: 'signed_in',
      tokens: result.tokens.reveal(),
      ...(newDevice !== undefined && { newDevice }),
    };
  }
  const challenge = Object.entries(result).filter(([name]) => name !== 'kind');
  return { status: 'challenge', challenge: { ...Object.fromEntries(challenge), session: result.session } };
}
