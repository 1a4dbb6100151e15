import { parseAmzDate } from './amz-date.js';
import { type Credential, parseCredential } from './credential-scope.js';
import { SignatureRefusal } from './signature-refusal.js';

/** Everything a request says of its own signature, nothing of it proved yet. */
export interface SignatureClaim {
  readonly credential: Credential;
  /** In lower case, in order, each once. */
  readonly signedHeaders: readonly string[];
  /** 64 hex digits. */
  readonly signature: string;
  /** As it was sent, for the string to sign. */
  readonly amzDate: string;
  /** Milliseconds since the epoch. */
  readonly signedAt: number;
  readonly sessionToken: string | undefined;
  /** For a presigned URL: how long it holds, from `signedAt`. */
  readonly expiresSeconds: number | undefined;
}

/** The parts of a claim as text, from the header or from the query. */
export interface ClaimTexts {
  readonly credential: string | undefined;
  readonly signedHeaders: string | undefined;
  readonly signature: string | undefined;
  readonly amzDate: string | undefined;
  readonly sessionToken: string | undefined;
}

const SIGNED_HEADERS = /^[a-z0-9!#$%&'*+.^_`|~-]+(?:;[a-z0-9!#$%&'*+.^_`|~-]+)*$/;

/** Reads the parts that both ways of signing have. Throws a `SignatureRefusal` if one is missing or malformed. */
export function readClaim(texts: ClaimTexts, expiresSeconds?: number): SignatureClaim {
  const credential = texts.credential === undefined ? undefined : parseCredential(texts.credential);
  if (credential === undefined) {
    throw malformed(
      'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    );
  }
  const { signature = '', amzDate = '' } = texts;
  if (!/^[0-9a-f]{64}$/.test(signature)) throw malformed('the Signature is not 64 lower-case hex digits.');
  const signedAt = parseAmzDate(amzDate);
  if (signedAt === undefined) throw malformed('X-Amz-Date is missing or not of the form "YYYYMMDDTHHMMSSZ".');
  if (!amzDate.startsWith(credential.date)) {
    throw malformed(
      `Invalid credential date "${credential.date}". This date is not the same as X-Amz-Date: "${amzDate.slice(0, 8)}".`,
    );
  }
  return {
    credential,
    signedHeaders: readSignedHeaders(texts.signedHeaders ?? ''),
    signature,
    amzDate,
    signedAt,
    sessionToken: texts.sessionToken,
    expiresSeconds,
  };
}

function readSignedHeaders(text: string): readonly string[] {
  const names = SIGNED_HEADERS.test(text) ? text.split(';') : [];
  const inOrder = names.every((name, index) => index === 0 || (names[index - 1] ?? '') < name);
  if (names.length === 0 || !inOrder) {
    throw malformed('SignedHeaders must be lower-case header names in order, each once, separated by ";".');
  }
  return names;
}

export const malformed = (detail: string): SignatureRefusal => new SignatureRefusal('malformed', detail);
