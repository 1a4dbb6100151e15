import { ServiceError } from '../../http/service-error.js';
import type { AppClient } from '../app-client.js';
import { sameSecret } from '../secret-comparison.js';
import { shapes } from '../shapes.js';
import type { RunOperation } from './operation.js';
import { clientOf } from './request-subjects.js';

/** `RevokeToken`: ends the sign-in of a refresh token. A token that is not known is as good as revoked (RFC 7009). */
export const revokeToken: RunOperation = async (input, { pools }) => {
  const { pool, client } = clientOf(input, pools);
  const token = input.string('Token', shapes.token);
  assertClientSecret(client, input.optionalString('ClientSecret', shapes.clientSecret));
  // Only matters in a pool with session tracking, which none here has.
  input.optionalString('RevokeAssociatedSessions', { max: 16, oneOf: ['NONE', 'LINKED'] });
  if (token.split('.').length === 3) {
    throw new ServiceError('UnsupportedTokenTypeException', 'Only refresh tokens can be revoked.');
  }
  const session = pool.sessions.findByRefreshToken(token);
  if (session === undefined) return {};
  if (session.clientId !== client.clientId) throw unauthorized('The token belongs to another app client.');
  session.revoked = true;
  return {};
};

function assertClientSecret({ clientSecret }: AppClient, given: string | undefined): void {
  if (clientSecret === undefined ? given !== undefined : !sameSecret(given ?? '', clientSecret)) {
    throw unauthorized('The client secret is not the one of this app client.');
  }
}

const unauthorized = (message: string) => new ServiceError('UnauthorizedException', message);
