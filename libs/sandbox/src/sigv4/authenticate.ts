import type { Clock } from '../clock.js';
import type { SignedBy } from '../sts/signed-by.js';
import { readAuthorizationHeader } from './authorization-header.js';
import { canonicalRequest, type SignedParts } from './canonical-request.js';
import { isPresigned, readPresignedQuery } from './presigned-query.js';
import { equalInConstantTime, signatureOf, stringToSign } from './signature.js';
import type { SignatureClaim } from './signature-claim.js';
import { SignatureRefusal } from './signature-refusal.js';

const CLOCK_WINDOW_MS = 15 * 60 * 1000;

/** Where a request arrived, and who may have signed it. */
export interface Authenticator {
  readonly clock: Clock;
  readonly service: string;
  /** The Region that must be in the scope. `undefined` for a global service, which takes a signature for any. */
  readonly region: string | undefined;
  find(accessKeyId: string): SignedBy | undefined;
}

/** Reads what a request says of its signature. Throws a `SignatureRefusal` if there is none that can be read. */
export function readSignature({ query, headers }: Pick<SignedParts, 'query' | 'headers'>): SignatureClaim {
  const inHeader = headers.count('authorization') > 0;
  const inQuery = isPresigned(query);
  if (inHeader && inQuery) throw new SignatureRefusal('two-mechanisms', 'Only one auth mechanism allowed.');
  if (inQuery) return readPresignedQuery(query, headers);
  if (inHeader) return readAuthorizationHeader(headers);
  throw new SignatureRefusal('missing', 'The request is not signed.');
}

/**
 * Who signed the request. The checks stand in AWS's order: scope, key, signature, session token, its expiry, and
 * last the time of signing. Throws a `SignatureRefusal` at the first that fails.
 */
export function authenticate(
  authenticator: Authenticator,
  claim: SignatureClaim,
  parts: SignedParts,
): SignedBy {
  const now = authenticator.clock();
  checkScope(authenticator, claim);
  checkSignedHeaders(claim, parts);
  const signedBy = authenticator.find(claim.credential.accessKeyId);
  // The keys of sessions are known together with their token only.
  if (signedBy === undefined || (signedBy.kind === 'session' && claim.sessionToken === undefined)) {
    throw new SignatureRefusal('unknown-key', 'There is no such access key.', {
      AWSAccessKeyId: claim.credential.accessKeyId,
    });
  }
  checkSignature(signedBy, claim, parts);
  checkSessionToken(signedBy, claim, now);
  if (claim.expiresSeconds === undefined) checkClockWindow(claim, now);
  else checkPresignedLife(claim.signedAt, claim.expiresSeconds, now);
  return signedBy;
}

function checkScope({ region, service }: Authenticator, { credential }: SignatureClaim): void {
  if (credential.service !== service) {
    throw new SignatureRefusal(
      'wrong-service',
      `incorrect service "${credential.service}". This endpoint belongs to "${service}".`,
    );
  }
  if (region !== undefined && credential.region !== region) {
    throw new SignatureRefusal(
      'wrong-region',
      `the region '${credential.region}' is wrong; expecting '${region}'`,
      { Region: region },
    );
  }
}

/** A header that is not signed could have been added or changed by anybody on the way. */
function checkSignedHeaders({ signedHeaders }: SignatureClaim, { headers }: SignedParts): void {
  const signed = new Set(signedHeaders);
  const mustBeSigned = ['host', ...[...headers.names()].filter((name) => name.startsWith('x-amz-'))];
  const notSigned = mustBeSigned.filter((name) => !signed.has(name));
  if (notSigned.length > 0) {
    throw new SignatureRefusal(
      'header-not-signed',
      'There were headers present in the request which were not signed',
      {
        HeadersNotSigned: notSigned.join(', '),
      },
    );
  }
}

function checkSignature(signedBy: SignedBy, claim: SignatureClaim, parts: SignedParts): void {
  const text = stringToSign(claim.amzDate, claim.credential, canonicalRequest(parts, claim.signedHeaders));
  const expected = signatureOf(text, secretOf(signedBy), claim.credential);
  const hasSignedHeaders = claim.signedHeaders.every((name) => parts.headers.count(name) > 0);
  // Two Host headers would be one signed value here, and a choice of two for whoever reads the request next.
  const oneHost = parts.headers.count('host') === 1;
  if (!equalInConstantTime(claim.signature, expected) || !hasSignedHeaders || !oneHost) {
    throw new SignatureRefusal('mismatch', 'The signature is not that of this request.', {
      AWSAccessKeyId: claim.credential.accessKeyId,
      StringToSign: text,
      SignatureProvided: claim.signature,
    });
  }
}

function secretOf(signedBy: SignedBy): string {
  switch (signedBy.kind) {
    case 'administrator':
      return signedBy.administrator.secretAccessKey;
    case 'user':
      return signedBy.user.secretAccessKey;
    case 'session':
      return signedBy.session.secretAccessKey;
  }
}

function checkSessionToken(signedBy: SignedBy, { sessionToken }: SignatureClaim, now: number): void {
  if (signedBy.kind !== 'session') {
    if (sessionToken !== undefined) throw wrongToken('A long-lived key has no session token.');
    return;
  }
  if (sessionToken === undefined || !equalInConstantTime(sessionToken, signedBy.session.sessionToken)) {
    throw wrongToken('The session token is not that of the access key.');
  }
  if (now >= signedBy.session.expiresAt) {
    throw new SignatureRefusal('expired-token', 'The session has expired.');
  }
}

const wrongToken = (detail: string): SignatureRefusal => new SignatureRefusal('wrong-token', detail);

function checkClockWindow({ amzDate, signedAt }: SignatureClaim, now: number): void {
  if (Math.abs(now - signedAt) <= CLOCK_WINDOW_MS) return;
  throw new SignatureRefusal('skewed', 'The time of signing is too far from the time here.', {
    RequestTime: amzDate,
    ServerTime: new Date(now).toISOString(),
    MaxAllowedSkewMilliseconds: String(CLOCK_WINDOW_MS),
  });
}

function checkPresignedLife(signedAt: number, expiresSeconds: number, now: number): void {
  const ServerTime = new Date(now).toISOString();
  if (signedAt - now > CLOCK_WINDOW_MS) {
    throw new SignatureRefusal('not-yet-valid', 'Request is not valid yet', { ServerTime });
  }
  const expiresAt = signedAt + expiresSeconds * 1000;
  if (now >= expiresAt) {
    throw new SignatureRefusal('expired-request', 'Request has expired', {
      'X-Amz-Expires': String(expiresSeconds),
      Expires: new Date(expiresAt).toISOString(),
      ServerTime,
    });
  }
}
