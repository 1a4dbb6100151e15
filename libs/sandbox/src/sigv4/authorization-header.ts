import type { HeaderFields } from './header-fields.js';
import { malformed, readClaim, type SignatureClaim } from './signature-claim.js';
import { SignatureRefusal } from './signature-refusal.js';

const ALGORITHM = 'AWS4-HMAC-SHA256';
const PARTS = ['Credential', 'SignedHeaders', 'Signature'];

/** Reads a signature in the `Authorization` header. */
export function readAuthorizationHeader(headers: HeaderFields): SignatureClaim {
  if (headers.count('authorization') !== 1) throw malformed('there is more than one Authorization header.');
  const text = headers.get('authorization') ?? '';
  const space = text.indexOf(' ');
  if ((space < 0 ? text : text.slice(0, space)) !== ALGORITHM) {
    throw new SignatureRefusal('unsupported-mechanism', `The authorization mechanism is not ${ALGORITHM}.`);
  }
  const parts = readParts(text.slice(ALGORITHM.length));
  return readClaim({
    credential: parts.get('Credential'),
    signedHeaders: parts.get('SignedHeaders'),
    signature: parts.get('Signature'),
    amzDate: headers.get('x-amz-date'),
    sessionToken: headers.get('x-amz-security-token'),
  });
}

function readParts(text: string): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  for (const part of text.split(',')) {
    const [name = '', ...value] = part.trim().split('=');
    if (!PARTS.includes(name) || parts.has(name)) {
      throw malformed('it must have Credential, SignedHeaders and Signature, each once.');
    }
    parts.set(name, value.join('='));
  }
  return parts;
}
