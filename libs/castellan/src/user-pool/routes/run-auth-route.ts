import { AccessDeniedError, AuthenticationRequiredError, InvalidTokenError } from '../../errors/index.js';
import type { UserPrincipal } from '../../tokens/index.js';
import type { UserPoolService } from '../user-pool-service.js';
import type { AuthRequest, AuthRoute, RouteCall } from './auth-route.js';
import { requireJson } from './json-body.js';
import { validated } from './validated.js';

/** What the work of every route stands on. */
export interface AuthRoutesContext {
  readonly users: UserPoolService;
  readonly maxBodyBytes: number;
}

/**
 * Checks a request against its route and does the work.
 *
 * @returns the body of the answer; `undefined` where there is none.
 * @throws CastellanError that says what is refused; also as a rejection.
 */
export async function runAuthRoute(
  route: AuthRoute,
  { users, maxBodyBytes }: AuthRoutesContext,
  request: AuthRequest,
): Promise<object | undefined> {
  const caller = route.access === 'user' ? requireUser(users, request) : NOBODY;
  if (route.body !== undefined) requireJson(request.request, maxBodyBytes);
  return route.run({
    users,
    body: route.body && validated(route.body, request.body),
    params: route.params && validated(route.params, request.params),
    principal: principalOf(users, request),
    caller,
    contextOf: (deviceData) => users.contextOf(request.request, deviceData),
  });
}

/** Routes that everybody may call do not look at who does. */
const NOBODY = undefined as unknown as RouteCall['caller'];

/**
 * Guards stand in front of these routes. Whoever gets past them without an access token of this very pool is refused
 * here, so that no token is sent where it does not belong.
 */
function requireUser(
  users: UserPoolService,
  { caller: user, accessToken }: AuthRequest,
): RouteCall['caller'] {
  if (user.kind === 'anonymous' || accessToken === undefined) throw new AuthenticationRequiredError();
  if (user.kind !== 'user') {
    throw new AccessDeniedError('An account belongs to a user and the caller is a program.');
  }
  if (user.tokenUse !== 'access') {
    throw new InvalidTokenError('token_use_not_allowed', 'The routes of an account need an access token.');
  }
  if (user.issuer !== users.issuer) {
    throw new InvalidTokenError(
      'token_pool_not_allowed',
      'The token was issued by another user pool than the one whose accounts these routes are for.',
    );
  }
  return { user, accessToken };
}

function principalOf(users: UserPoolService, { caller }: AuthRequest): UserPrincipal | undefined {
  return caller.kind === 'user' && caller.tokenUse === 'access' && caller.issuer === users.issuer
    ? caller
    : undefined;
}
