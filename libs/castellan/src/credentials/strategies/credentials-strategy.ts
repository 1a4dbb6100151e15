import type { IssuedCredentials } from '../caller-credentials.js';
import type { CallerIdentity } from '../caller-identity.js';
import type { CallPriority } from '../limits/call-limits.js';
import type { Owner } from '../owner.js';
import type { IdentityDemand } from '../request-identity.js';

/** The ways to AWS credentials. */
export type CredentialsStrategyName = 'enhanced' | 'classic' | 'developer' | 'webIdentity' | 'tokenVending';

/** One caller's credentials, asked for. */
export interface CredentialsRequest {
  /** Who asks, with what the route narrows the credentials by. */
  readonly identity: CallerIdentity;
  /** Whose they will be: what identity IDs are remembered under. */
  readonly owner: Owner;
  /** Whether somebody waits for them. */
  readonly priority: CallPriority;
}

/**
 * Turns one verified identity into AWS credentials. It keeps nothing of anybody: remembering, renewing, limits and
 * flights are the business of what is around it.
 */
export interface CredentialsStrategy extends IdentityDemand {
  readonly name: CredentialsStrategyName;
  /** Where AWS is asked, and the Region that clients start from. */
  readonly region: string;
  /** Sets the keys of its credentials apart from those of other strategies, identity pools and roles. */
  readonly namespace: string;
  /** The names of the roles that a route may choose. */
  readonly roles: ReadonlySet<string>;
  /** Whether AWS takes a session policy along, so that a route can narrow its credentials. */
  readonly scopesDown: boolean;
  /** Whether it has a session policy of its own: then a route can only deny. */
  readonly hasSessionPolicy: boolean;
  /** Whether callers who have not signed in get credentials, on routes that say so. */
  readonly allowsGuests: boolean;
  /** Whether callers have an identity in an Identity Pool. */
  readonly hasIdentityIds: boolean;
  /** Claims that decide, although they differ from token to token. All others that may decide are counted anyway. */
  readonly decidingClaims: readonly string[];

  /**
   * Gets ready what is loaded late. Does nothing the second time.
   *
   * @throws ConfigurationError when a package has to be installed
   */
  open(): Promise<void>;

  /**
   * What the credentials depend on besides the user and the claims: the role, the session policy and what else is
   * told to AWS. Empty where nothing is. Credentials of one variant are never served for another.
   *
   * @throws CredentialsRefusedError when the caller may not have what is asked for
   * @throws ConfigurationError when it is asked for what is not configured, or cannot be had in this way
   */
  variantOf(identity: CallerIdentity): string;

  /** Fetches credentials. What goes wrong is a CastellanError. */
  issue(request: CredentialsRequest): Promise<IssuedCredentials>;

  /**
   * The ID of the caller's identity.
   *
   * @throws ConfigurationError where there is no Identity Pool
   */
  identityId(request: CredentialsRequest): Promise<string>;

  /** Closes the connections. */
  close(): void;
}
