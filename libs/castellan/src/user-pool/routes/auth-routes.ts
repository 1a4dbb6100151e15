import { accountRoutes } from './account.routes.js';
import type { AuthRoute } from './auth-route.js';
import type { ResolvedAuthRoutesOptions } from './auth-routes-options.js';
import { authBodies } from './bodies.js';
import { deviceRoutes } from './device.routes.js';
import { mfaRoutes } from './mfa.routes.js';
import { passwordRoutes } from './password.routes.js';
import { problemsOf } from './problems.js';
import { signInRoutes } from './sign-in.routes.js';
import { signUpRoutes } from './sign-up.routes.js';

/** The routes that are not left out. */
export function authRoutes(
  options: Omit<ResolvedAuthRoutesOptions, 'require' | 'maxBodyBytes'>,
): readonly AuthRoute[] {
  const { without, writableAttributes, metadata, passwordFlow, appName } = options;
  const bodies = authBodies({ attributes: writableAttributes, metadata });
  return [
    ...signUpRoutes(bodies),
    ...signInRoutes(bodies, passwordFlow),
    ...passwordRoutes(bodies),
    ...accountRoutes(bodies),
    ...mfaRoutes(bodies, appName),
    ...deviceRoutes(bodies),
  ]
    .filter(({ name }) => !without.includes(name))
    .map((route) => ({ ...route, problems: problemsOf(route) }));
}
