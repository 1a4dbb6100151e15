import type { ErrorCode } from '../errors/index.js';

/** What the verifier checks, in its order. */
export const CHECKS = [
  'length',
  'form',
  'header',
  'issuer',
  'token_use',
  'client',
  'claims',
  'times',
  'key',
  'signature',
] as const;

export type Check = (typeof CHECKS)[number];

interface Failure {
  readonly failed: Check;
  /** An earlier check that the code does not show to have passed. */
  readonly undecided?: Check;
}

/** Which check each refusal of the verifier comes from. */
const FAILURES: Partial<Record<ErrorCode, Failure>> = {
  token_too_large: { failed: 'length' },
  token_malformed: { failed: 'form' },
  // The header is judged before the form of the parts behind it.
  token_header_not_allowed: { failed: 'header', undecided: 'form' },
  token_algorithm_not_allowed: { failed: 'header', undecided: 'form' },
  token_issuer_not_allowed: { failed: 'issuer' },
  token_pool_not_allowed: { failed: 'issuer' },
  token_use_not_allowed: { failed: 'token_use' },
  token_client_not_allowed: { failed: 'client' },
  // The claim that is missing may be the one that names the client.
  token_claims_invalid: { failed: 'claims', undecided: 'client' },
  token_audience_not_allowed: { failed: 'claims' },
  token_expired: { failed: 'times' },
  token_not_yet_valid: { failed: 'times' },
  token_key_unknown: { failed: 'key' },
  key_set_unavailable: { failed: 'key' },
  token_signature_invalid: { failed: 'signature' },
};

/** What a refusal says about the checks. */
export interface CheckResults {
  /** `undefined` for a code that comes from none of the checks. */
  readonly failed: Check | undefined;
  /** The checks that are known to have passed. */
  readonly passed: readonly Check[];
}

export function checkResults(code: ErrorCode): CheckResults {
  const failure = FAILURES[code];
  if (failure === undefined) return { failed: undefined, passed: [] };
  const { failed, undecided } = failure;
  const earlier = CHECKS.slice(0, CHECKS.indexOf(failed));
  return { failed, passed: earlier.filter((check) => check !== undecided) };
}
