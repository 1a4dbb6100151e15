/** Why a request is not accepted as signed. Each service has its own words for each. */
export type SignatureRefusalReason =
  | 'missing'
  | 'two-mechanisms'
  | 'unsupported-mechanism'
  | 'malformed'
  | 'wrong-region'
  | 'wrong-service'
  | 'header-not-signed'
  | 'unknown-key'
  | 'mismatch'
  | 'wrong-token'
  | 'expired-token'
  | 'skewed'
  | 'expired-request'
  | 'not-yet-valid';

/** A request that is not accepted as signed. It holds neither the secret nor the session token. */
export class SignatureRefusal extends Error {
  override readonly name = 'SignatureRefusal';

  constructor(
    readonly reason: SignatureRefusalReason,
    /** What was wrong, for the caller. */
    detail: string,
    /** Facts for the error's body, by AWS's element names. */
    readonly facts: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
  }
}
