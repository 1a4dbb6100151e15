/** What a route wants its credentials to be, other than the usual ones. Set by the route, never by its caller. */
export interface CredentialsNarrowing {
  /** The name of a configured role. Default: the one that the caller gets anyway. */
  readonly role?: string;
  /** A session policy, as JSON: AWS allows only what this policy and the role both allow. Default: none. */
  readonly sessionPolicy?: string;
}

/** Nothing is narrowed. */
export const NOT_NARROWED: CredentialsNarrowing = Object.freeze({});
