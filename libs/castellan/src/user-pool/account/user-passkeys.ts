import type { CognitoCalls } from '../cognito-calls.js';
import { factsOfOwnToken } from '../own-token.js';
import { pages } from '../pages.js';
import type { UserPoolSettings } from '../settings.js';

/** A passkey of the user. */
export interface Passkey {
  readonly credentialId: string;
  /** The name that Cognito gave it, such as that of the browser. */
  readonly name: string | undefined;
  /** The domain it is for. */
  readonly relyingPartyId: string | undefined;
  readonly createdAt: Date | undefined;
}

/** Passkeys (WebAuthn) of the user who is signed in. */
export class UserPasskeys {
  readonly #settings: UserPoolSettings;
  readonly #calls: CognitoCalls;

  /** Made by `UserPoolService`. */
  constructor(settings: UserPoolSettings, calls: CognitoCalls) {
    this.#settings = settings;
    this.#calls = calls;
  }

  /** The options for `navigator.credentials.create` (`PublicKeyCredentialCreationOptionsJSON`), as Cognito gives them. */
  async startRegistration(accessToken: string): Promise<Readonly<Record<string, unknown>>> {
    const AccessToken = this.#own(accessToken);
    const { CredentialCreationOptions } = await this.#calls.send([accessToken], (api, options) =>
      api.startWebAuthnRegistration({ AccessToken }, options),
    );
    return (CredentialCreationOptions ?? {}) as Record<string, unknown>;
  }

  /**
   * Registers what the browser made: `credential.toJSON()`.
   *
   * @throws PasskeyRefusedError | PasskeyChallengeExpiredError
   */
  async finishRegistration(
    accessToken: string,
    credential: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const AccessToken = this.#own(accessToken);
    await this.#calls.send([accessToken], (api, options) =>
      api.completeWebAuthnRegistration(
        { AccessToken, Credential: JSON.parse(JSON.stringify(credential)) as never },
        options,
      ),
    );
  }

  /** All passkeys, page after page. */
  list(accessToken: string): AsyncIterable<Passkey> {
    const AccessToken = this.#own(accessToken);
    return pages(async (NextToken) => {
      const answer = await this.#calls.send([accessToken], (api, options) =>
        api.listWebAuthnCredentials({ AccessToken, NextToken }, options),
      );
      return {
        items: (answer.Credentials ?? []).map((credential) => ({
          credentialId: credential.CredentialId ?? '',
          name: credential.FriendlyCredentialName,
          relyingPartyId: credential.RelyingPartyId,
          createdAt: credential.CreatedAt,
        })),
        next: answer.NextToken,
      };
    });
  }

  /** Deletes a passkey. */
  async delete(accessToken: string, credentialId: string): Promise<void> {
    const AccessToken = this.#own(accessToken);
    await this.#calls.send([accessToken], (api, options) =>
      api.deleteWebAuthnCredential({ AccessToken, CredentialId: credentialId }, options),
    );
  }

  #own(accessToken: string): string {
    factsOfOwnToken(accessToken, this.#settings.issuer);
    return accessToken;
  }
}
