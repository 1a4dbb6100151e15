import type { CastellanError } from '../errors/index.js';
import type { CredentialsSource } from './credentials-source.js';

/** What `IdentityPoolCredentials` is made of. */
export interface IdentityPoolCredentialsOptions extends CredentialsSource {
  /** The current time in milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: () => number;
  /** That many random bytes. Default `crypto.randomBytes`. */
  readonly random?: (bytes: number) => Uint8Array;
  /**
   * Told when a renewal in the background fails. The caller of the moment does not notice, because the old
   * credentials are still good; an operator should. Default: nobody is told.
   */
  readonly onRenewalFailure?: (error: CastellanError) => void;
}
