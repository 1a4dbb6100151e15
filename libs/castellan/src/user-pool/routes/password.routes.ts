import { sentCode } from './answers.js';
import { type AuthRoute, authRoute } from './auth-route.js';
import type { AuthBodies } from './bodies.js';

/** Passwords that are forgotten, or changed. */
export function passwordRoutes(bodies: AuthBodies): readonly AuthRoute[] {
  return [
    authRoute({
      name: 'forgotPassword',
      method: 'POST',
      path: 'password/forgot',
      access: 'everybody',
      summary: 'Have a code sent for a new password',
      description: 'The answer is the same where there is nobody to send it to.',
      status: 202,
      body: bodies.forgotPassword,
      answer: sentCode,
      problems: { 502: ['code_not_delivered'] },
      run: ({ users, body: { deviceData, ...request }, contextOf }) =>
        users.forgotPassword({ ...request, context: contextOf(deviceData) }),
    }),
    authRoute({
      name: 'resetPassword',
      method: 'POST',
      path: 'password/reset',
      access: 'everybody',
      summary: 'Set a new password with the code that was sent',
      status: 204,
      body: bodies.resetPassword,
      problems: { 400: ['code_mismatch', 'password_policy', 'password_reused'] },
      run: async ({ users, body: { deviceData, ...request }, contextOf }) => {
        await users.confirmForgotPassword({ ...request, context: contextOf(deviceData) });
        return undefined;
      },
    }),
    authRoute({
      name: 'changePassword',
      method: 'PUT',
      path: 'password',
      access: 'user',
      summary: 'Change the password',
      description: 'Takes the current password, unless the account has none yet.',
      status: 204,
      body: bodies.changePassword,
      problems: { 400: ['password_policy', 'password_reused'], 401: ['wrong_credentials'] },
      run: async ({ users, body, caller: { accessToken } }) => {
        await users.changePassword({ ...body, accessToken });
        return undefined;
      },
    }),
  ];
}
