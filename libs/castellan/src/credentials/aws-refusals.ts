import type { CognitoIdentityClient } from '@aws-sdk/client-cognito-identity';
import type { AwsClient } from './aws-client-class.js';

/** Every client of the SDK has a middleware stack of this form; only the commands differ. */
type MiddlewareStack = CognitoIdentityClient['middlewareStack'];

const DENIALS: ReadonlySet<unknown> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'AuthorizationErrorException',
  'Forbidden',
  'ForbiddenException',
  'UnauthorizedAccessException',
  'UnauthorizedException',
  'UnauthorizedOperation',
]);

/** What an answer to HEAD, which has no body, leaves for a name. */
const NAMELESS: ReadonlySet<unknown> = new Set(['403', 'UnknownError', 'Unknown', 'Error']);

/**
 * Marks error objects, as a private field would if they were ours. It says nothing about any application, and an
 * entry lives no longer than its error.
 */
const refusals = new WeakSet();

/** Watches the errors of a caller's client for {@link refusedByAws}, and keeps the session token out of them. */
export function watchRefusals(client: AwsClient): void {
  const stack = client.middlewareStack as MiddlewareStack;
  stack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (isDenial(error)) refusals.add(error);
        throw error;
      }
    },
    { step: 'initialize', name: 'castellanAwsRefusals', priority: 'high' },
  );
  // Within the SDK's own log, which comes before this step.
  stack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        letGoOfRequest(error);
        throw error;
      }
    },
    { step: 'build', name: 'castellanErrorsWithoutRequest', priority: 'high' },
  );
}

/**
 * Whether this is an error by which AWS refused a call of a caller's client for want of rights. Then the caller
 * may not do it, and an answer of 403 is right. Errors of other clients, which act as the service itself, are
 * never among them.
 *
 * Nor are errors about the signature, the clock or the session, though AWS answers 403 to those as well: they are
 * faults of the service, not of its caller.
 *
 * @example
 * ```ts
 * import { AwsAccessDeniedError, refusedByAws } from 'castellan/core';
 *
 * export function forCaller(error: unknown): unknown {
 *   return refusedByAws(error) ? new AwsAccessDeniedError('S3 refused the caller.', { cause: error }) : error;
 * }
 * ```
 */
export function refusedByAws(error: unknown): boolean {
  return typeof error === 'object' && error !== null && refusals.has(error);
}

/** The stream of an answer, which has been read by now, holds on to its request with the headers. */
function letGoOfRequest(error: unknown): void {
  const { $response } = (error ?? {}) as { $response?: { body?: unknown } };
  if (typeof $response === 'object') $response.body = undefined;
}

function isDenial(error: unknown): error is object {
  if (typeof error !== 'object' || error === null) return false;
  const { name, $metadata } = error as { name?: unknown; $metadata?: { httpStatusCode?: unknown } };
  if ($metadata === undefined) return false;
  return DENIALS.has(name) || ($metadata.httpStatusCode === 403 && NAMELESS.has(name));
}
