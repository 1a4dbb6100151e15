import { ServiceError } from '../../http/service-error.js';
import { sameSecret } from '../secret-comparison.js';

/** What a browser must have put before the authenticator. */
export interface ExpectedClientData {
  readonly type: 'webauthn.create' | 'webauthn.get';
  readonly challenge: string;
  readonly relyingPartyId: string;
}

/** Whether `clientDataJSON` says what is expected. Throws `WebAuthnOriginNotAllowedException` for another origin. */
export function isExpectedClientData(json: Buffer, expected: ExpectedClientData): boolean {
  const data = parsed(json);
  if (data?.type !== expected.type || typeof data.challenge !== 'string') return false;
  if (!sameSecret(data.challenge, expected.challenge)) return false;
  if (data.crossOrigin === true || !isOwnOrigin(data.origin, expected.relyingPartyId)) {
    throw new ServiceError(
      'WebAuthnOriginNotAllowedException',
      'The origin of the credential does not align with the relying party id.',
    );
  }
  return true;
}

function parsed(json: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const data: unknown = JSON.parse(json.toString('utf8'));
    return typeof data === 'object' && data !== null
      ? (data as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The domain itself or one below it, by `https`; on this machine also by `http`. */
function isOwnOrigin(origin: unknown, relyingPartyId: string): boolean {
  if (typeof origin !== 'string' || !URL.canParse(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  const isOwn = hostname === relyingPartyId || hostname.endsWith(`.${relyingPartyId}`);
  return isOwn && (protocol === 'https:' || (protocol === 'http:' && hostname === 'localhost'));
}
