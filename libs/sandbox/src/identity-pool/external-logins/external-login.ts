import type { Clock } from '../../clock.js';
import type { PrincipalTagOptions, RoleMappingOptions } from '../../options.js';

/** Who a token or an assertion of another company speaks for. */
export interface ExternalLoginClaims {
  readonly sub: string;
  readonly claims: Readonly<Record<string, unknown>>;
  /** What the login was for, such as the ID of the application; part of `amr`. */
  readonly audience: string;
  /** The IAM roles that the provider itself offers, which only SAML ones do. */
  readonly roles?: readonly string[];
}

/** Verifies what somebody brings from another company. Throws a `ServiceError`. */
export type VerifyExternalLogin = (token: string, clock: Clock) => Promise<ExternalLoginClaims>;

/** A provider of an identity pool that is no user pool. */
export interface ExternalLoginProvider {
  /** The key in `Logins`. */
  readonly providerName: string;
  /** The names by which role mappings and principal tags may name it. */
  readonly names: readonly string[];
  readonly verify: VerifyExternalLogin;
  readonly roleMapping: RoleMappingOptions | undefined;
  readonly principalTags: PrincipalTagOptions | undefined;
}
