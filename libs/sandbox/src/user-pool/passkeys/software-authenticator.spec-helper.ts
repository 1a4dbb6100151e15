import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

type Encodable = number | string | Buffer | ReadonlyMap<number | string, Encodable>;

/** The little of CBOR that an authenticator writes. */
export function encodeCbor(value: Encodable): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string')
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  const entries = [...value];
  return Buffer.concat([head(5, entries.length), ...entries.flat().map((item) => encodeCbor(item))]);
}

function head(kind: number, argument: number): Buffer {
  if (argument < 24) return Buffer.from([(kind << 5) | argument]);
  if (argument < 256) return Buffer.from([(kind << 5) | 24, argument]);
  return Buffer.from([(kind << 5) | 25, argument >> 8, argument & 255]);
}

/** What a test may get wrong on purpose. */
export interface Deviations {
  readonly origin?: string;
  readonly relyingPartyId?: string;
  readonly challenge?: string;
  readonly type?: string;
  readonly flags?: number;
  readonly signCount?: number;
  readonly userHandle?: string;
  readonly crossOrigin?: boolean;
  readonly id?: string;
}

const PRESENT_AND_VERIFIED = 0x05;
const WITH_KEY = 0x40;

/** A browser and an authenticator in software, with one passkey. */
export class SoftwareAuthenticator {
  readonly credentialId = randomBytes(32);
  private readonly privateKey: KeyObject;
  private readonly cose: ReadonlyMap<number | string, Encodable>;
  private count = 0;

  constructor(kind: 'EC' | 'RSA' = 'EC') {
    if (kind === 'EC') {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
      this.privateKey = privateKey;
      this.cose = new Map<number, Encodable>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Buffer.from(x, 'base64url')],
        [-3, Buffer.from(y, 'base64url')],
      ]);
    } else {
      const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
      this.privateKey = privateKey;
      this.cose = new Map<number, Encodable>([
        [1, 3],
        [3, -257],
        [-1, Buffer.from(n, 'base64url')],
        [-2, Buffer.from(e, 'base64url')],
      ]);
    }
  }

  /** `navigator.credentials.create`, as JSON. */
  create(
    options: { readonly challenge: string; readonly rp: { readonly id: string } },
    but: Deviations = {},
  ) {
    const clientData = this.clientData('webauthn.create', options.challenge, options.rp.id, but);
    const id = Buffer.alloc(2);
    id.writeUInt16BE(this.credentialId.length);
    const authData = Buffer.concat([
      this.authenticatorData(options.rp.id, { flags: PRESENT_AND_VERIFIED | WITH_KEY, ...but }),
      Buffer.alloc(16),
      id,
      this.credentialId,
      encodeCbor(this.cose),
    ]);
    const attestation = new Map<string, Encodable>([
      ['fmt', 'none'],
      ['attStmt', new Map<string, Encodable>()],
      ['authData', authData],
    ]);
    return {
      ...this.named(but),
      authenticatorAttachment: 'platform',
      response: {
        clientDataJSON: clientData.toString('base64url'),
        attestationObject: encodeCbor(attestation).toString('base64url'),
        transports: ['internal'],
      },
    };
  }

  /** `navigator.credentials.get`, as JSON. */
  get(options: { readonly challenge: string; readonly rpId: string }, but: Deviations = {}) {
    const clientData = this.clientData('webauthn.get', options.challenge, options.rpId, but);
    const authenticatorData = this.authenticatorData(options.rpId, but);
    const signed = Buffer.concat([authenticatorData, createHash('sha256').update(clientData).digest()]);
    return {
      ...this.named(but),
      response: {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: authenticatorData.toString('base64url'),
        signature: sign('sha256', signed, this.privateKey).toString('base64url'),
        ...(but.userHandle !== undefined && {
          userHandle: Buffer.from(but.userHandle).toString('base64url'),
        }),
      },
    };
  }

  private named({ id = this.credentialId.toString('base64url') }: Deviations) {
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {} };
  }

  private clientData(type: string, challenge: string, domain: string, but: Deviations): Buffer {
    return Buffer.from(
      JSON.stringify({
        type: but.type ?? type,
        challenge: but.challenge ?? challenge,
        origin: but.origin ?? (domain === 'localhost' ? 'http://localhost:3000' : `https://${domain}`),
        crossOrigin: but.crossOrigin ?? false,
      }),
    );
  }

  private authenticatorData(domain: string, but: Deviations): Buffer {
    const { flags = PRESENT_AND_VERIFIED, signCount = (this.count += 1) } = but;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(signCount);
    const hash = createHash('sha256')
      .update(but.relyingPartyId ?? domain)
      .digest();
    return Buffer.concat([hash, Buffer.from([flags]), count]);
  }
}
