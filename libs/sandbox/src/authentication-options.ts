/** Whether the users of a pool show a second factor. */
export interface MfaOptions {
  /** `ON`: everybody must. `OPTIONAL`: whoever has switched one on. Default `OFF`. */
  readonly configuration?: 'OFF' | 'OPTIONAL' | 'ON';
  /** Default: codes of an authenticator app, `SOFTWARE_TOKEN_MFA`. */
  readonly types?: readonly ('SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP')[];
}

/** How a pool tracks the devices of its users. */
export interface DeviceTrackingOptions {
  /** A remembered device stands in for the second factor. Default false. */
  readonly challengeRequiredOnNewDevice?: boolean;
  /** A device is remembered when the user says so, and not at once. Default false. */
  readonly rememberedOnUserPrompt?: boolean;
}

/** What passkeys are for. They are offered where `firstAuthFactors` has `WEB_AUTHN`. */
export interface PasskeyOptions {
  /** The domain that passkeys are bound to. Default `localhost`. */
  readonly relyingPartyId?: string;
  /** Whether authenticators must verify their user. Default `preferred`. */
  readonly userVerification?: 'required' | 'preferred';
}

/** What is done about a sign-in that looks like somebody else's. */
export type RiskAction = 'BLOCK' | 'MFA_IF_CONFIGURED' | 'MFA_REQUIRED' | 'NO_ACTION';

/**
 * Threat protection. The sandbox judges nobody: what counts as a risk is written here, so that a test can bring it
 * about.
 */
export interface RiskOptions {
  /** The risk of a sign-in by the IP address that the application sends along. Default: none is one. */
  readonly ipAddresses?: Readonly<Record<string, 'Low' | 'Medium' | 'High'>>;
  /** What is done by level. Default `NO_ACTION`. */
  readonly actions?: Readonly<Partial<Record<'Low' | 'Medium' | 'High', RiskAction>>>;
  /** Whether the user is told by e-mail of a sign-in that is a risk. Default false. */
  readonly notify?: boolean;
  /** Addresses in CIDR notation that are always blocked. Default: none. */
  readonly blockedIpRanges?: readonly string[];
  /** Addresses in CIDR notation that are never a risk. Default: none. */
  readonly skippedIpRanges?: readonly string[];
  /** Passwords that count as known to others: signing in with them is refused. Default: none. */
  readonly compromisedPasswords?: readonly string[];
}
