import type { Clock } from '../clock.js';
import type { SessionStore } from './session-store.js';
import type { SignedBy } from './signed-by.js';
import type { StsForm } from './sts-form.js';
import type { WebIdentityProvider } from './web-identity.js';

export interface StsContext {
  readonly clock: Clock;
  readonly sessions: SessionStore;
  readonly webIdentityProviders: readonly WebIdentityProvider[];
}

/**
 * One operation of STS. It answers with the elements of its result.
 *
 * @param signer - Who signed the call. It throws a `SignatureRefusal` if nobody did, or not rightly.
 */
export type StsOperation = (
  form: StsForm,
  context: StsContext,
  signer: () => SignedBy,
) => Promise<readonly string[]>;
