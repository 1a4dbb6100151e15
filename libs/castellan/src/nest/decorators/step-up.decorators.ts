import { authContext, type AuthContextQuery, type Duration, freshAuth } from '../../policies/index.js';
import type { HandlerDecorator } from '../routes/handler-decorator.js';
import { requirementDecorator } from '../routes/requirement-metadata.js';

/**
 * Users who signed in less than this long ago. Others get 401 with `error="insufficient_user_authentication"` and
 * `max_age` (RFC 9470, section 3), which asks the client to let them sign in again.
 *
 * @param maxAge - Whole seconds, or a number with a unit: `'30s'`, `'5m'`, `'2h'`, `'1d'`.
 * @throws ConfigurationError at decoration time if it is anything else, or less than a second.
 *
 * @example
 * ```ts
 * import { Controller, Delete } from '@nestjs/common';
 * import { Authenticated, FreshAuth } from 'castellan';
 *
 * @Controller('account')
 * @Authenticated()
 * export class AccountController {
 *   @Delete()
 *   @FreshAuth('5m')
 *   close() {}
 * }
 * ```
 */
export function FreshAuth(maxAge: Duration): HandlerDecorator {
  return requirementDecorator('FreshAuth', () => freshAuth(maxAge));
}

/**
 * Users who signed in in one of these ways, by a claim the application names. Others get 401 with
 * `error="insufficient_user_authentication"` and `acr_values` (RFC 9470, section 3).
 *
 * @throws ConfigurationError at decoration time if the claim or the values are missing, or a value is empty or has
 * spaces or quotes.
 *
 * @example
 * ```ts
 * import { Controller, Post } from '@nestjs/common';
 * import { AuthContext } from 'castellan';
 *
 * @Controller('payments')
 * export class PaymentsController {
 *   @Post()
 *   @AuthContext({ claim: 'amr', values: ['mfa'] })
 *   pay() {}
 * }
 * ```
 */
export function AuthContext(query: AuthContextQuery): HandlerDecorator {
  return requirementDecorator('AuthContext', () => authContext(query));
}
