import { createHmac } from 'node:crypto';
import type { UserPoolSettings } from './settings.js';

/** Proves that the app client's secret is known, for one user name (`SECRET_HASH`). */
export function secretHash(username: string, clientId: string, clientSecret: string): string {
  return createHmac('sha256', clientSecret)
    .update(username + clientId)
    .digest('base64');
}

/** The app client, with its hash where it has a secret. */
export function hashFor(
  username: string,
  { clientId, clientSecret }: Pick<UserPoolSettings, 'clientId' | 'clientSecret'>,
): { readonly ClientId: string; readonly SecretHash?: string } {
  return {
    ClientId: clientId,
    ...(clientSecret !== undefined && { SecretHash: secretHash(username, clientId, clientSecret) }),
  };
}
