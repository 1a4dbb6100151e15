import * as openid from 'openid-client';

/** A sign-in that an application has begun. */
export interface Attempt {
  readonly address: URL;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

export interface SignedIn {
  readonly idToken: string;
  readonly accessToken: string;
}

/** An application that signs its users in at a user pool, by openid-client as it is. */
export class Application {
  private constructor(
    private readonly configuration: openid.Configuration,
    private readonly callback: string,
  ) {}

  static async of(issuer: string, clientId: string, callback: string): Promise<Application> {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the sandbox has no TLS
    const execute = [openid.allowInsecureRequests];
    const configuration = await openid.discovery(new URL(issuer), clientId, undefined, openid.None(), {
      execute,
    });
    return new Application(configuration, callback);
  }

  async begin(parameters: Readonly<Record<string, string>>): Promise<Attempt> {
    const [state, nonce, codeVerifier] = [
      openid.randomState(),
      openid.randomNonce(),
      openid.randomPKCECodeVerifier(),
    ];
    const address = openid.buildAuthorizationUrl(this.configuration, {
      redirect_uri: this.callback,
      scope: 'openid email profile',
      state,
      nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      ...parameters,
    });
    return { address, state, nonce, codeVerifier };
  }

  async finish({ state, nonce, codeVerifier }: Attempt, callback: URL): Promise<SignedIn> {
    const tokens = await openid.authorizationCodeGrant(this.configuration, callback, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: codeVerifier,
      idTokenExpected: true,
    });
    return { idToken: tokens.id_token ?? '', accessToken: tokens.access_token };
  }
}
