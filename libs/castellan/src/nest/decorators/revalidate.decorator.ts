import { ConfigurationError } from '../../errors/index.js';
import { RevalidationRequirement } from '../revocation/revalidation.requirement.js';
import type { HandlerDecorator } from '../routes/handler-decorator.js';
import { requirementDecorator } from '../routes/requirement-metadata.js';

/** Options of {@link Revalidate}. */
export interface RevalidateOptions {
  /** How old Cognito's answer may be, 0 to 300 whole seconds. Default 10. 0 asks for each request. */
  readonly maxAgeSeconds?: number;
}

/**
 * Users whose access token Cognito itself still accepts, asked by `GetUser`: after a sign-out everywhere, or for a
 * user who was disabled or deleted, the answer is 401 `token_revoked`. For the few handlers where the minutes that
 * a token goes on living are too long; it costs a call to Cognito, whose quota is limited.
 *
 * Only access tokens with the scope `aws.cognito.signin.user.admin` can be asked about: without it the answer is 403
 * `insufficient_scope`, for programs 403, for ID tokens 401. Where Cognito cannot be reached it is 503.
 *
 * @throws ConfigurationError at decoration time for another age or option.
 *
 * @example
 * ```ts
 * import { Controller, Delete } from '@nestjs/common';
 * import { Revalidate } from 'castellan';
 *
 * @Controller('account')
 * export class AccountController {
 *   @Delete()
 *   @Revalidate({ maxAgeSeconds: 5 })
 *   close() {}
 * }
 * ```
 */
export function Revalidate(options: RevalidateOptions = {}): HandlerDecorator {
  requireOptions(options);
  const { maxAgeSeconds = 10 } = options;
  if (!Number.isInteger(maxAgeSeconds) || maxAgeSeconds < 0 || maxAgeSeconds > 300) {
    throw new ConfigurationError(
      `@Revalidate takes maxAgeSeconds as a whole number from 0 to 300, found ${describe(maxAgeSeconds)}.`,
    );
  }
  return requirementDecorator('Revalidate', () => new RevalidationRequirement(maxAgeSeconds));
}

/** An age in an option that nobody reads would be the default age. */
function requireOptions(options: unknown): void {
  const isObject = typeof options === 'object' && options !== null && !Array.isArray(options);
  const unknown = isObject
    ? Object.keys(options).find((name) => name !== 'maxAgeSeconds')
    : describe(options);
  if (unknown === undefined) return;
  throw new ConfigurationError(
    `@Revalidate takes an object with maxAgeSeconds, such as { maxAgeSeconds: 5 }, or nothing; found ` +
      `${isObject ? `the option ${JSON.stringify(unknown)}` : unknown}.`,
  );
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value !== 'object') return String(value);
  return Array.isArray(value) ? 'an array' : 'an object';
}
