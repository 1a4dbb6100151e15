import { CognitoUnavailableError, ConfigurationError } from '../../errors/index.js';

/** What a session of the Secure Remote Password protocol is made of. It holds the password. */
interface SrpSession {
  readonly largeA: string;
  readonly timestamp: string;
}

interface SignedSrpSession extends SrpSession {
  readonly secret: string;
  readonly passwordSignature: string;
}

type Parameters = Readonly<Record<string, string>>;

/** What is used of `cognito-srp-helper`. Its own declarations would declare modules called `errors` and `types`. */
export interface SrpPackage {
  createSrpSession(username: string, password: string, poolId: string, isHashed: boolean): SrpSession;
  signSrpSession(session: SrpSession, response: { ChallengeParameters: Parameters }): SignedSrpSession;
  signSrpSessionWithDevice(
    session: SrpSession,
    response: { ChallengeParameters: Parameters },
    deviceGroupKey: string,
    devicePassword: string,
  ): SignedSrpSession;
  createDeviceVerifier(deviceKey: string, deviceGroupKey: string): DeviceVerifier;
}

/** The secret of a new device, and what Cognito keeps to check it. */
export interface DeviceVerifier {
  readonly DeviceRandomPassword: string;
  readonly DeviceSecretVerifierConfig: { readonly PasswordVerifier: string; readonly Salt: string };
}

/** One proof of a password. */
export interface SrpProof {
  /** Goes out first (`SRP_A`). */
  readonly publicValue: string;
  /** The answer to `PASSWORD_VERIFIER`. */
  readonly sign: (parameters: Parameters) => Record<string, string>;
  /** The answer to `DEVICE_PASSWORD_VERIFIER`. */
  readonly signForDevice: (
    parameters: Parameters,
    deviceGroupKey: string,
    devicePassword: string,
  ) => Record<string, string>;
}

/**
 * The client's side of SRP as Cognito has it: the password stays in this process. The arithmetic is that of
 * `cognito-srp-helper`, which is loaded when it is first needed.
 */
export class Srp {
  readonly #userPoolId: string;
  #loaded: Promise<SrpPackage> | undefined;

  constructor(userPoolId: string) {
    this.#userPoolId = userPoolId;
  }

  /** @throws ConfigurationError when the package is not installed */
  async prove(username: string, password: string): Promise<SrpProof> {
    const srp = await this.#load();
    const session = srp.createSrpSession(username, password, this.#userPoolId, false);
    const respond = (signed: SignedSrpSession): Record<string, string> => ({
      PASSWORD_CLAIM_SECRET_BLOCK: signed.secret,
      PASSWORD_CLAIM_SIGNATURE: signed.passwordSignature,
      TIMESTAMP: signed.timestamp,
    });
    return {
      publicValue: session.largeA,
      sign: (parameters) =>
        respond(signed(parameters, () => srp.signSrpSession(session, { ChallengeParameters: parameters }))),
      signForDevice: (parameters, deviceGroupKey, devicePassword) =>
        respond(
          signed(parameters, () =>
            srp.signSrpSessionWithDevice(
              session,
              { ChallengeParameters: parameters },
              deviceGroupKey,
              devicePassword,
            ),
          ),
        ),
    };
  }

  /** A secret for a device, and what Cognito keeps to check it. */
  async deviceVerifier(deviceKey: string, deviceGroupKey: string): Promise<DeviceVerifier> {
    return (await this.#load()).createDeviceVerifier(deviceKey, deviceGroupKey);
  }

  #load(): Promise<SrpPackage> {
    return (this.#loaded ??= loadSrpPackage());
  }
}

/** The prime of RFC 3526, group 15, which Cognito computes in. */
const N = BigInt(
  '0xFFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD' +
    '3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F2' +
    '4117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB' +
    '9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4' +
    'C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB85' +
    '0458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D' +
    '87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93A' +
    'D2CAFFFFFFFFFFFFFFFF',
);

function signed(parameters: Parameters, sign: () => SignedSrpSession): SignedSrpSession {
  assertServerValue(parameters);
  try {
    return sign();
  } catch (cause) {
    throw new CognitoUnavailableError('The answer of Cognito lacks what SRP needs.', { cause });
  }
}

/** RFC 5054, section 2.5.3: a B that is 0 modulo N ends it. The package looks for 0 itself only. */
function assertServerValue({ SRP_B: serverValue = '' }: Parameters): void {
  if (/^[0-9a-f]{1,2048}$/i.test(serverValue) && BigInt(`0x${serverValue}`) % N !== 0n) return;
  throw new CognitoUnavailableError('The answer of Cognito has no usable SRP_B.');
}

async function loadSrpPackage(): Promise<SrpPackage> {
  try {
    return (await import('cognito-srp-helper')) as SrpPackage;
  } catch (cause) {
    throw new ConfigurationError(
      'Sign-in by SRP and remembered devices need the package cognito-srp-helper, which cannot be loaded. Run: npm ' +
        'install cognito-srp-helper',
      { cause },
    );
  }
}
