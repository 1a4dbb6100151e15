/** What an application asks `/oauth2/authorize` for, after every parameter has been checked. */
export interface AuthorizationRequest {
  readonly clientId: string;
  /** One of the client's callback URLs. */
  readonly redirectUri: string;
  /** Never empty. */
  readonly scopes: readonly string[];
  readonly state?: string;
  readonly nonce?: string;
  /** By S256 (RFC 7636). */
  readonly codeChallenge?: string;
  /** The provider whose page comes in place of the sign-in page. */
  readonly identityProvider?: string;
  readonly idpIdentifier?: string;
  readonly prompt?: Prompt;
  readonly loginHint?: string;
  readonly lang?: string;
}

export type Prompt = 'none' | 'login' | 'select_account' | 'consent';

/** The parameters that say the same again, for the addresses of the pages. */
export function authorizationParameters(request: AuthorizationRequest): URLSearchParams {
  const { codeChallenge } = request;
  const parameters = new URLSearchParams();
  const values: Readonly<Record<string, string | undefined>> = {
    client_id: request.clientId,
    response_type: 'code',
    redirect_uri: request.redirectUri,
    scope: request.scopes.join(' '),
    state: request.state,
    nonce: request.nonce,
    code_challenge: codeChallenge,
    code_challenge_method: codeChallenge === undefined ? undefined : 'S256',
    identity_provider: request.identityProvider,
    idp_identifier: request.idpIdentifier,
    prompt: request.prompt,
    login_hint: request.loginHint,
    lang: request.lang,
  };
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) parameters.set(name, value);
  }
  return parameters;
}
