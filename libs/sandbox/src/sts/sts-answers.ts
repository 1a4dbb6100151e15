import { ServiceError } from '../http/service-error.js';
import type { Role } from './role.js';
import type { Session } from './session.js';
import { xmlElement, xmlText } from './xml.js';

/** Limits of the service model (API version 2011-06-15). */
export const ROLE_ARN = { minimum: 20, maximum: 2048 };
export const ROLE_SESSION_NAME = { minimum: 2, maximum: 64, pattern: /^[\w+=,.@-]*$/ };

const DEFAULT_SECONDS = 3600;

export const accessDenied = (message: string): ServiceError => new ServiceError('AccessDenied', message, 403);

/** The life of a session: what was asked for, which may not exceed what the role allows. */
export function sessionDuration(role: Role | undefined, requested = DEFAULT_SECONDS): number {
  if (requested > (role?.maxSessionDuration ?? DEFAULT_SECONDS)) {
    throw new ServiceError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
  return requested;
}

/** The elements of a result that are about the new session. */
export const sessionXml = (session: Session): readonly string[] => [
  xmlElement(
    'Credentials',
    xmlText('AccessKeyId', session.accessKeyId),
    xmlText('SecretAccessKey', session.secretAccessKey),
    xmlText('SessionToken', session.sessionToken),
    xmlText('Expiration', new Date(session.expiresAt).toISOString()),
  ),
  xmlElement(
    'AssumedRoleUser',
    xmlText('AssumedRoleId', session.userId),
    xmlText('Arn', session.assumedRoleArn),
  ),
];
