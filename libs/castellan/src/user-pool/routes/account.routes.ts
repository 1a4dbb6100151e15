import { account, changedAccount, factors, sentCode } from './answers.js';
import { type AuthRoute, authRoute } from './auth-route.js';
import type { AuthBodies } from './bodies.js';

/** The account of the user who calls. */
export function accountRoutes(bodies: AuthBodies): readonly AuthRoute[] {
  return [
    authRoute({
      name: 'getMe',
      method: 'GET',
      path: 'me',
      access: 'user',
      summary: 'Get your account',
      status: 200,
      answer: account,
      problems: {},
      run: ({ users, caller }) => users.account.get(caller.accessToken),
    }),
    authRoute({
      name: 'updateMe',
      method: 'PATCH',
      path: 'me',
      access: 'user',
      summary: 'Change your attributes',
      description: 'Writes the attributes it is given; `null` removes one.',
      status: 200,
      body: bodies.updateMe,
      answer: changedAccount,
      problems: { 403: ['trigger_refused'], 409: ['alias_exists'], 502: ['code_not_delivered'] },
      run: async ({ users, body: { attributes, metadata }, caller: { accessToken } }) => {
        const written = Object.entries(attributes).filter(
          (entry): entry is [string, string] => entry[1] !== null,
        );
        const removed = Object.keys(attributes).filter((name) => attributes[name] === null);
        const deliveries =
          written.length === 0
            ? []
            : await users.account.updateAttributes(accessToken, Object.fromEntries(written), metadata);
        if (removed.length > 0) await users.account.deleteAttributes(accessToken, removed);
        return { deliveries };
      },
    }),
    authRoute({
      name: 'deleteMe',
      method: 'DELETE',
      path: 'me',
      access: 'user',
      summary: 'Delete your account',
      status: 204,
      problems: {},
      run: async ({ users, caller }) => {
        await users.account.delete(caller.accessToken);
        return undefined;
      },
    }),
    authRoute({
      name: 'getFactors',
      method: 'GET',
      path: 'me/factors',
      access: 'user',
      summary: 'Get what you can sign in with',
      status: 200,
      answer: factors,
      problems: {},
      run: ({ users, caller }) => users.account.factors(caller.accessToken),
    }),
    authRoute({
      name: 'sendAttributeCode',
      method: 'POST',
      path: 'me/verification',
      access: 'user',
      summary: 'Have a code sent to your address or number',
      status: 202,
      body: bodies.sendAttributeCode,
      answer: sentCode,
      problems: { 502: ['code_not_delivered'] },
      run: async ({ users, body, caller }) => ({
        delivery: await users.account.sendVerificationCode(caller.accessToken, body.attribute),
      }),
    }),
    authRoute({
      name: 'verifyAttribute',
      method: 'POST',
      path: 'me/verification/confirm',
      access: 'user',
      summary: 'Verify your address or number with the code that was sent',
      status: 204,
      body: bodies.verifyAttribute,
      problems: { 400: ['code_mismatch', 'code_expired'], 409: ['alias_exists'] },
      run: async ({ users, body: { attribute, code }, caller }) => {
        await users.account.verifyAttribute(caller.accessToken, attribute, code);
        return undefined;
      },
    }),
  ];
}
