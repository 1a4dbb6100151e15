import { CredentialsUnavailableError } from '../errors/index.js';
import type { IssuedCredentials } from './caller-credentials.js';

/** @throws CredentialsUnavailableError when credentials are too old to be used before they arrive */
export function assertUsable(issued: IssuedCredentials, now: number, margin: number): void {
  if (issued.expiresAt - now > margin) return;
  throw new CredentialsUnavailableError(
    'AWS gave credentials that have expired, or are about to. Check the clock of this host.',
  );
}
