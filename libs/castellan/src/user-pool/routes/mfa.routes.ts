import { totpDone, totpSetup } from './answers.js';
import { type AuthRoute, authRoute } from './auth-route.js';
import type { AuthBodies } from './bodies.js';

/**
 * Second factors: of users who are signed in, and of those who have to set one up before they are.
 *
 * @param appName What authenticator apps call the application.
 */
export function mfaRoutes(bodies: AuthBodies, appName: string | undefined): readonly AuthRoute[] {
  return [
    authRoute({
      name: 'startTotpSetup',
      method: 'POST',
      path: 'sign-in/totp',
      access: 'everybody',
      summary: 'Begin to set an authenticator app up, for the challenge MFA_SETUP',
      status: 200,
      body: bodies.startTotpSetup,
      answer: totpSetup,
      problems: { 401: ['wrong_credentials'] },
      run: async ({ users, body: { session, username } }) => {
        const label = { issuer: appName ?? users.userPoolId, account: username };
        return shownSetup(await users.mfa.startTotp({ session }, label));
      },
    }),
    authRoute({
      name: 'finishTotpSetup',
      method: 'POST',
      path: 'sign-in/totp/verify',
      access: 'everybody',
      summary: 'End it with a code that the app shows',
      description: 'Gives the `session` that answers the challenge MFA_SETUP.',
      status: 200,
      body: bodies.finishTotpSetup,
      answer: totpDone,
      problems: { 400: ['totp_code_refused'] },
      run: async ({ users, body: { session, code, deviceName } }) => {
        const done = await users.mfa.finishTotp({ session }, code, deviceName);
        return { session: done.session };
      },
    }),
    authRoute({
      name: 'startTotp',
      method: 'POST',
      path: 'me/mfa/totp',
      access: 'user',
      summary: 'Begin to set an authenticator app up',
      status: 200,
      answer: totpSetup,
      problems: {},
      run: async ({ users, caller: { user, accessToken } }) => {
        const { attributes } = await users.account.get(accessToken);
        const label = { issuer: appName ?? users.userPoolId, account: attributes.email ?? user.username };
        return shownSetup(await users.mfa.startTotp({ accessToken }, label));
      },
    }),
    authRoute({
      name: 'finishTotp',
      method: 'POST',
      path: 'me/mfa/totp/verify',
      access: 'user',
      summary: 'End it with a code that the app shows',
      description: 'The preference switches it on.',
      status: 204,
      body: bodies.finishTotp,
      problems: { 400: ['totp_code_refused'] },
      run: async ({ users, body: { code, deviceName }, caller: { accessToken } }) => {
        await users.mfa.finishTotp({ accessToken }, code, deviceName);
        return undefined;
      },
    }),
    authRoute({
      name: 'setMfaPreference',
      method: 'PUT',
      path: 'me/mfa',
      access: 'user',
      summary: 'Choose your second factors',
      description: 'What is left out stays as it is.',
      status: 204,
      body: bodies.setMfaPreference,
      problems: { 400: ['mfa_method_not_found', 'totp_not_set_up'] },
      run: async ({ users, body, caller }) => {
        await users.mfa.setPreference(caller.accessToken, body);
        return undefined;
      },
    }),
  ];
}

/** The setup with its secret, which nothing but the answer to this very user shows. */
const shownSetup = (setup: {
  readonly secret: string;
  readonly otpauthUrl: string;
  readonly session: string | undefined;
}): object => ({ secret: setup.secret, otpauthUrl: setup.otpauthUrl, session: setup.session });
