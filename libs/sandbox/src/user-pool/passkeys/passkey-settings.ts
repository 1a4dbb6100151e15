import type { PasskeyOptions } from '../../authentication-options.js';

/** What passkeys of a pool are for, and whether they must verify their user. */
export interface PasskeySettings {
  readonly relyingPartyId: string;
  readonly userVerification: 'required' | 'preferred';
}

/** Takes options that have been checked. The domain of managed login, where AWS has the pool's, is this machine here. */
export const createPasskeySettings = (options: PasskeyOptions | undefined): PasskeySettings => ({
  relyingPartyId: options?.relyingPartyId ?? 'localhost',
  userVerification: options?.userVerification ?? 'preferred',
});
