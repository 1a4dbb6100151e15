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
 * Remembers the errors by which AWS refused a call for want of rights, in which case the caller may not do this.
 *
 * Errors about the signature, the clock or the session are not among them, though AWS answers 403 to those as
 * well: they are faults of this service.
 */
export class AwsRefusals {
  readonly #seen = new WeakSet();

  /** Watches the errors of a client, and changes none. */
  watch(client: AwsClient): void {
    (client.middlewareStack as MiddlewareStack).add(
      (next) => async (args) => {
        try {
          return await next(args);
        } catch (error) {
          if (isDenial(error)) this.#seen.add(error);
          throw error;
        }
      },
      { step: 'initialize', name: 'castellanAwsRefusals', priority: 'high' },
    );
  }

  has(error: unknown): boolean {
    return typeof error === 'object' && error !== null && this.#seen.has(error);
  }
}

function isDenial(error: unknown): error is object {
  if (typeof error !== 'object' || error === null) return false;
  const { name, $metadata } = error as { name?: unknown; $metadata?: { httpStatusCode?: unknown } };
  if ($metadata === undefined) return false;
  return DENIALS.has(name) || ($metadata.httpStatusCode === 403 && NAMELESS.has(name));
}
