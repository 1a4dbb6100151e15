import { type KeyObject, verify } from 'node:crypto';
import { InvalidTokenError } from '../errors/index.js';
import type { CompactJws } from './compact-jws.js';

/**
 * Checks the RS256 signature of a token. There is no other algorithm, and so none to choose.
 *
 * @throws InvalidTokenError `token_signature_invalid`
 */
export function checkSignature(token: string, { signedLength, signature }: CompactJws, key: KeyObject): void {
  const signed = Buffer.from(token.slice(0, signedLength), 'latin1');
  if (!verify('RSA-SHA256', signed, key, signature)) {
    throw new InvalidTokenError(
      'token_signature_invalid',
      'The signature of the token does not verify with the key its kid names.',
    );
  }
}
