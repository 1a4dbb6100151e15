import type { CognitoCalls } from '../cognito-calls.js';
import { CognitoUnavailableError, TotpCodeRefusedError } from '../../errors/index.js';
import { factsOfOwnToken } from '../own-token.js';
import type { UserPoolSettings } from '../settings.js';
import type { MfaMethod } from '../sign-in/challenge.js';
import { withUnprinted } from '../unprinted.js';
import { otpauthAddress, type TotpLabel } from './otpauth-address.js';

/** Who sets a second factor up: a user who is signed in, or one who has to before (`MFA_SETUP`). */
export type MfaSetupBy =
  | { readonly accessToken: string; readonly session?: undefined }
  | { readonly session: string; readonly accessToken?: undefined };

/** What an authenticator app has to be given. Neither `console.log`, `JSON.stringify` nor a copy shows it. */
export interface TotpSetup {
  /** The secret, in Base32, for users who type it in. */
  readonly secret: string;
  /** `otpauth://totp/...`, for a QR code. Make the code where it is shown: the address is the secret. */
  readonly otpauthUrl: string;
  /** For `finishTotp`, where a challenge is being answered. */
  readonly session: string | undefined;
}

/** Which second factors are asked for. One that is left out stays as it is. */
export interface MfaPreference {
  /** The one to ask for first. It is switched on. */
  readonly preferred?: MfaMethod | undefined;
  readonly enabled?: readonly MfaMethod[];
  readonly disabled?: readonly MfaMethod[];
}

/** Second factors of the user who is signed in, or who has to set one up to sign in. */
export class UserMfa {
  readonly #settings: UserPoolSettings;
  readonly #calls: CognitoCalls;

  /** Made by `UserPoolService`. */
  constructor(settings: UserPoolSettings, calls: CognitoCalls) {
    this.#settings = settings;
    this.#calls = calls;
  }

  /** Begins to set an authenticator app up (RFC 6238). */
  async startTotp(by: MfaSetupBy, label: TotpLabel): Promise<TotpSetup> {
    const input = this.#by(by);
    const { SecretCode: secret, Session } = await this.#calls.send(
      [by.accessToken, by.session],
      (api, options) => api.associateSoftwareToken(input, options),
    );
    if (secret === undefined) throw new CognitoUnavailableError('The answer of Cognito has no secret.');
    return withUnprinted({}, { secret, otpauthUrl: otpauthAddress(secret, label), session: Session });
  }

  /**
   * Ends it, with a code that the app shows. Where a challenge is being answered, answer `MFA_SETUP` with the session
   * that this gives; for a user who is signed in, `setPreference` switches it on.
   *
   * @throws TotpCodeRefusedError when the code is wrong
   */
  async finishTotp(
    by: MfaSetupBy,
    code: string,
    deviceName?: string,
  ): Promise<{ readonly session: string | undefined }> {
    const input = this.#by(by);
    const { Status, Session } = await this.#calls.send([by.accessToken, by.session, code], (api, options) =>
      api.verifySoftwareToken({ ...input, UserCode: code, FriendlyDeviceName: deviceName }, options),
    );
    if (Status !== 'SUCCESS') throw new TotpCodeRefusedError('Cognito does not take the code.');
    return withUnprinted({}, { session: Session });
  }

  /**
   * Chooses the second factors.
   *
   * @throws TotpNotSetUpError when an authenticator app is switched on before `finishTotp`
   * @throws MfaMethodNotFoundError when there is no verified address or number to send codes to
   */
  async setPreference(accessToken: string, preference: MfaPreference): Promise<void> {
    const { AccessToken } = this.#by({ accessToken });
    await this.#calls.send([accessToken], (api, options) =>
      api.setUserMFAPreference({ AccessToken, ...mfaSettings(preference) }, options),
    );
  }

  #by({ accessToken, session }: MfaSetupBy): { AccessToken: string | undefined; Session?: string } {
    if (accessToken === undefined) return { AccessToken: undefined, Session: session };
    factsOfOwnToken(accessToken, this.#settings.issuer);
    return { AccessToken: accessToken };
  }
}

interface MethodSettings {
  readonly Enabled: boolean;
  readonly PreferredMfa: boolean;
}

/** The preference in Cognito's words. */
export function mfaSettings({ preferred, enabled = [], disabled = [] }: MfaPreference): {
  readonly SMSMfaSettings?: MethodSettings;
  readonly SoftwareTokenMfaSettings?: MethodSettings;
  readonly EmailMfaSettings?: MethodSettings;
} {
  const of = (method: MfaMethod): MethodSettings | undefined => {
    if (method === preferred) return { Enabled: true, PreferredMfa: true };
    if (enabled.includes(method)) return { Enabled: true, PreferredMfa: false };
    return disabled.includes(method) ? { Enabled: false, PreferredMfa: false } : undefined;
  };
  const sms = of('SMS_MFA');
  const totp = of('SOFTWARE_TOKEN_MFA');
  const email = of('EMAIL_OTP');
  return {
    ...(sms && { SMSMfaSettings: sms }),
    ...(totp && { SoftwareTokenMfaSettings: totp }),
    ...(email && { EmailMfaSettings: email }),
  };
}
