import { confirmed, sentCode, signedUp } from './answers.js';
import { type AuthRoute, authRoute } from './auth-route.js';
import type { AuthBodies } from './bodies.js';

/** Making an account. */
export function signUpRoutes(bodies: AuthBodies): readonly AuthRoute[] {
  return [
    authRoute({
      name: 'signUp',
      method: 'POST',
      path: 'sign-up',
      access: 'everybody',
      summary: 'Sign up',
      description:
        'Makes an account. The answer is the same if there is one of this name already, unless the service says otherwise.',
      status: 202,
      body: bodies.signUp,
      answer: signedUp,
      problems: { 400: ['password_policy'], 403: ['trigger_refused'], 409: ['user_exists'] },
      run: async ({ users, body: { deviceData, ...request }, contextOf }) => {
        const result = await users.signUp({ ...request, context: contextOf(deviceData) });
        return { ...result, session: result.session };
      },
    }),
    authRoute({
      name: 'confirmSignUp',
      method: 'POST',
      path: 'sign-up/confirm',
      access: 'everybody',
      summary: 'Confirm a sign-up with the code that was sent',
      status: 200,
      body: bodies.confirmSignUp,
      answer: confirmed,
      problems: { 400: ['code_mismatch'], 403: ['trigger_refused'], 409: ['alias_exists'] },
      run: async ({ users, body: { deviceData, ...request }, contextOf }) => {
        const { session } = await users.confirmSignUp({ ...request, context: contextOf(deviceData) });
        return { session };
      },
    }),
    authRoute({
      name: 'resendCode',
      method: 'POST',
      path: 'sign-up/resend',
      access: 'everybody',
      summary: 'Send the code of a sign-up again',
      description: 'The answer is the same where there is nobody to send it to.',
      status: 202,
      body: bodies.resendCode,
      answer: sentCode,
      problems: { 502: ['code_not_delivered'] },
      run: ({ users, body: { deviceData, ...request }, contextOf }) =>
        users.resendConfirmationCode({ ...request, context: contextOf(deviceData) }),
    }),
  ];
}
