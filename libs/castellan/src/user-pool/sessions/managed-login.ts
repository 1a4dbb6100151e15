import type * as OpenIdClient from 'openid-client';
import { ConfigurationError, SignInRefusedError, SignInUnavailableError } from '../../errors/index.js';
import { isLoopbackHttp } from '../../tokens/issuer.js';
import { isRefusal, faultOf, oauthErrorOf } from './openid-fault.js';
import type { SignInAttempt } from './sign-in-attempts.js';

/** The app client by which users sign in, and where. */
export interface ManagedLoginSettings {
  /** The issuer of the user pool: its discovery document says where everything is. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly timeoutMilliseconds: number;
}

/** The tokens of one answer. Not verified. */
export interface GivenTokens {
  readonly accessToken: string;
  readonly idToken: string | undefined;
  readonly refreshToken: string | undefined;
}

interface Loaded {
  readonly openid: typeof OpenIdClient;
  readonly config: OpenIdClient.Configuration;
}

const RETRY_SECONDS = 5;

/** A Cognito domain with managed login, as an OpenID Connect client sees it. The package is loaded when it is needed. */
export class ManagedLogin {
  readonly #settings: ManagedLoginSettings;
  #loading: Promise<Loaded> | undefined;

  constructor(settings: ManagedLoginSettings) {
    this.#settings = settings;
  }

  /**
   * Where the browser goes to sign in.
   *
   * @param extra Parameters beside those of the flow itself, such as `identity_provider`.
   * @throws SignInUnavailableError
   */
  async authorizationUrl(attempt: SignInAttempt, extra: Readonly<Record<string, string>>): Promise<string> {
    const { openid, config } = await this.#load();
    const { redirectUri, scopes } = this.#settings;
    return openid.buildAuthorizationUrl(config, {
      ...extra,
      redirect_uri: redirectUri,
      scope: scopes.join(' '),
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(attempt.codeVerifier),
      code_challenge_method: 'S256',
    }).href;
  }

  /**
   * Redeems the code of a callback.
   *
   * @param query Of the callback, without the question mark.
   * @throws SignInRefusedError when managed login says no, or its answer does not belong to the attempt.
   * @throws SignInUnavailableError
   */
  async redeem(query: string, attempt: SignInAttempt): Promise<GivenTokens> {
    const { openid, config } = await this.#load();
    const callback = new URL(this.#settings.redirectUri);
    callback.search = query;
    try {
      return givenTokens(
        await openid.authorizationCodeGrant(config, callback, {
          expectedState: attempt.state,
          expectedNonce: attempt.nonce,
          pkceCodeVerifier: attempt.codeVerifier,
          idTokenExpected: true,
        }),
      );
    } catch (error) {
      const cause = faultOf(error);
      if (!isRefusal(error)) throw unavailable('Managed login did not give tokens for the code.', cause);
      throw new SignInRefusedError(
        'Managed login refused the sign-in, or its answer is not the one asked for.',
        {
          cause,
        },
      );
    }
  }

  /**
   * New tokens for a session; `undefined` where managed login says that the sign-in is over.
   *
   * @throws SignInUnavailableError for everything else, a refused app client included: no user is to blame for it.
   */
  async refresh(refreshToken: string): Promise<GivenTokens | undefined> {
    const { openid, config } = await this.#load();
    try {
      return givenTokens(await openid.refreshTokenGrant(config, refreshToken));
    } catch (error) {
      if (oauthErrorOf(error) === 'invalid_grant') return undefined;
      throw unavailable('Managed login did not renew the tokens of a session.', faultOf(error));
    }
  }

  /** Ends a refresh token and its tokens (RFC 7009). @throws SignInUnavailableError */
  async revoke(refreshToken: string): Promise<void> {
    const { openid, config } = await this.#load();
    if (config.serverMetadata().revocation_endpoint === undefined) return;
    try {
      await openid.tokenRevocation(config, refreshToken, { token_type_hint: 'refresh_token' });
    } catch (error) {
      throw unavailable('Managed login did not revoke a refresh token.', faultOf(error));
    }
  }

  /**
   * Where the browser goes to end the session that managed login keeps itself; `undefined` where there is no such place.
   * Cognito has parameters of its own for it, and wants `logoutUri` among the sign-out URLs of the app client.
   *
   * @throws SignInUnavailableError
   */
  async signOutUrl(logoutUri: string): Promise<string | undefined> {
    const { config } = await this.#load();
    const endpoint = config.serverMetadata().end_session_endpoint;
    if (endpoint === undefined) return undefined;
    const url = new URL(endpoint);
    url.searchParams.set('client_id', this.#settings.clientId);
    url.searchParams.set('logout_uri', logoutUri);
    return url.href;
  }

  #load(): Promise<Loaded> {
    this.#loading ??= this.#discover().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  async #discover(): Promise<Loaded> {
    const openid = await loadPackage();
    const { issuer, clientId, clientSecret, timeoutMilliseconds } = this.#settings;
    const address = new URL(issuer);
    try {
      const config = await openid.discovery(
        address,
        clientId,
        undefined,
        clientSecret === undefined ? openid.None() : openid.ClientSecretBasic(clientSecret),
        {
          timeout: timeoutMilliseconds / 1_000,
          // Plain HTTP is for emulators on this machine.
          // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out
          ...(isLoopbackHttp(address) && { execute: [openid.allowInsecureRequests] }),
        },
      );
      return { openid, config };
    } catch (error) {
      throw unavailable(`The discovery document of ${issuer} cannot be had.`, faultOf(error));
    }
  }
}

function givenTokens(answer: OpenIdClient.TokenEndpointResponse): GivenTokens {
  return { accessToken: answer.access_token, idToken: answer.id_token, refreshToken: answer.refresh_token };
}

function unavailable(message: string, cause: unknown): SignInUnavailableError {
  return new SignInUnavailableError(message, { retryAfterSeconds: RETRY_SECONDS, cause });
}

async function loadPackage(): Promise<typeof OpenIdClient> {
  try {
    return await import('openid-client');
  } catch (cause) {
    throw new ConfigurationError(
      'BrowserSessions needs the package openid-client, which cannot be loaded. Run: npm install openid-client',
      { cause },
    );
  }
}
