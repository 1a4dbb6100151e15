import { createHash } from 'node:crypto';

import { sameSecret } from '../secret-comparison.js';

/** 43 to 128 unreserved characters (RFC 7636, section 4.1). */
const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;

/** Whether the verifier is the one of the challenge. Without a challenge there must be none: it was taken away. */
export function isVerifierOf(challenge: string | undefined, verifier: string | undefined): boolean {
  if (challenge === undefined || verifier === undefined) return challenge === verifier;
  if (!VERIFIER.test(verifier)) return false;
  return sameSecret(createHash('sha256').update(verifier).digest('base64url'), challenge);
}
