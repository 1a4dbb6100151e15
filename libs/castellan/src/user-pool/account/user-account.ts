import { type Attributes, fromAttributeList, toAttributeList } from '../attributes.js';
import { toCodeDelivery } from '../code-delivery.js';
import type { CognitoCalls } from '../cognito-calls.js';
import { UserPoolError, UserPoolInputError } from '../../errors/index.js';
import { factsOfOwnToken } from '../own-token.js';
import type { UserPoolSettings } from '../settings.js';
import type { CodeDelivery, MfaMethod } from '../sign-in/challenge.js';

/** What Cognito knows of the user who is signed in. */
export interface AccountDetails {
  readonly username: string;
  /** By name, `sub` among them; an object without a prototype. */
  readonly attributes: Attributes;
  /** The second factors that are set up. */
  readonly mfaMethods: readonly MfaMethod[];
  /** The one that is asked for first. */
  readonly preferredMfa: MfaMethod | undefined;
}

/** Something that a user can prove who they are with. */
export type AuthenticationFactor = 'EMAIL_OTP' | 'PASSWORD' | 'SMS_OTP' | 'SOFTWARE_TOKEN' | 'WEB_AUTHN';

/** With what the user can sign in. */
export interface AuthenticationFactors {
  readonly factors: readonly AuthenticationFactor[];
  readonly mfaMethods: readonly MfaMethod[];
  readonly preferredMfa: MfaMethod | undefined;
}

/** The attribute an address or a number is kept in. */
export type VerifiableAttribute = 'email' | 'phone_number';

/**
 * The account of the user who is signed in. Each call takes the access token, which needs the scope
 * `aws.cognito.signin.user.admin`.
 */
export class UserAccount {
  readonly #settings: UserPoolSettings;
  readonly #calls: CognitoCalls;

  /** Made by `UserPoolService`. */
  constructor(settings: UserPoolSettings, calls: CognitoCalls) {
    this.#settings = settings;
    this.#calls = calls;
  }

  /** @throws AccessTokenRefusedError when Cognito does not take the access token */
  async get(accessToken: string): Promise<AccountDetails> {
    const AccessToken = this.#own(accessToken);
    const answer = await this.#calls.send([accessToken], (api, options) =>
      api.getUser({ AccessToken }, options),
    );
    return {
      username: answer.Username ?? '',
      attributes: fromAttributeList(answer.UserAttributes),
      mfaMethods: (answer.UserMFASettingList ?? []) as MfaMethod[],
      preferredMfa: answer.PreferredMfaSetting as MfaMethod | undefined,
    };
  }

  /** With what the user can sign in. */
  async factors(accessToken: string): Promise<AuthenticationFactors> {
    const AccessToken = this.#own(accessToken);
    const answer = await this.#calls.send([accessToken], (api, options) =>
      api.getUserAuthFactors({ AccessToken }, options),
    );
    return {
      factors: answer.ConfiguredUserAuthFactors ?? [],
      mfaMethods: (answer.UserMFASettingList ?? []) as MfaMethod[],
      preferredMfa: answer.PreferredMfaSetting as MfaMethod | undefined,
    };
  }

  /**
   * Changes attributes.
   *
   * @returns where codes were sent that new addresses have to be verified with
   * @throws UserPoolInputError for an attribute that Cognito does not take; also for an address that is another
   * account's, where user existence is not revealed
   */
  async updateAttributes(
    accessToken: string,
    attributes: Attributes,
    metadata?: Readonly<Record<string, string>>,
  ): Promise<readonly CodeDelivery[]> {
    const AccessToken = this.#own(accessToken);
    const { CodeDeliveryDetailsList = [] } = await this.#calls
      .send([accessToken], (api, options) =>
        api.updateUserAttributes(
          {
            AccessToken,
            UserAttributes: toAttributeList(attributes),
            ClientMetadata: metadata && { ...metadata },
          },
          options,
        ),
      )
      .catch((error: unknown) => this.#concealAlias(error));
    return CodeDeliveryDetailsList.flatMap((details) => toCodeDelivery(details) ?? []);
  }

  /** Takes attributes away. */
  async deleteAttributes(accessToken: string, names: readonly string[]): Promise<void> {
    const AccessToken = this.#own(accessToken);
    await this.#calls.send([accessToken], (api, options) =>
      api.deleteUserAttributes({ AccessToken, UserAttributeNames: [...names] }, options),
    );
  }

  /** Sends a code to an address or a number of the user. */
  async sendVerificationCode(
    accessToken: string,
    attribute: VerifiableAttribute,
  ): Promise<CodeDelivery | undefined> {
    const AccessToken = this.#own(accessToken);
    const { CodeDeliveryDetails } = await this.#calls.send([accessToken], (api, options) =>
      api.getUserAttributeVerificationCode({ AccessToken, AttributeName: attribute }, options),
    );
    return toCodeDelivery(CodeDeliveryDetails);
  }

  /**
   * Verifies an address or a number with the code that was sent there.
   *
   * @throws CodeMismatchError | CodeExpiredError
   * @throws AliasExistsError when it is another account's: the code has proved whose it is
   */
  async verifyAttribute(accessToken: string, attribute: VerifiableAttribute, code: string): Promise<void> {
    const AccessToken = this.#own(accessToken);
    await this.#calls.send([accessToken, code], (api, options) =>
      api.verifyUserAttribute({ AccessToken, AttributeName: attribute, Code: code }, options),
    );
  }

  /** Deletes the account. Its tokens are over, here as well where there are `revocations`. */
  async delete(accessToken: string): Promise<void> {
    const { issuer, revocations } = this.#settings;
    const { sub } = factsOfOwnToken(accessToken, issuer);
    await this.#calls.send([accessToken], (api, options) =>
      api.deleteUser({ AccessToken: accessToken }, options),
    );
    // Cognito has taken the token, so that what it says is true.
    await revocations?.revokeUser({ issuer, sub });
  }

  #own(accessToken: string): string {
    factsOfOwnToken(accessToken, this.#settings.issuer);
    return accessToken;
  }

  /** Whoever is signed in could find out by it whose addresses have accounts. */
  #concealAlias(error: unknown): never {
    if (
      !this.#settings.revealsUserExistence &&
      error instanceof UserPoolError &&
      error.exception === 'AliasExistsException'
    ) {
      this.#settings.onConcealed('updateAttributes', error);
      throw new UserPoolInputError('Cognito does not take an attribute. The cause says why.', {
        cause: error,
        exception: error.exception,
      });
    }
    throw error;
  }
}
