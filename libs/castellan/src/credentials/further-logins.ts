import { ConfigurationError } from '../errors/index.js';
import type { UserPrincipal } from '../tokens/principal.js';
import { providerName } from './cognito-logins.js';
import type { Logins } from './logins.js';

/** Who has signed in with other providers as well. */
export interface LoginsRequest {
  /** The verified user. */
  readonly user: UserPrincipal;
  /** Name, value, name, value: the headers of the request, or what stands for them. */
  readonly rawHeaders: readonly string[];
}

/**
 * Gives the tokens of other providers that the same person has signed in with: `accounts.google.com`,
 * `graph.facebook.com`, `appleid.apple.com`, `www.amazon.com`, the name of an OIDC provider, the ARN of a SAML provider.
 */
export type FurtherLogins = (request: LoginsRequest) => Logins | Promise<Logins>;

/** What AWS takes, the login of the user pool included. */
const MOST_LOGINS = 10;
const PROVIDER = /^[\w._:/-]{1,128}$/;
const LONGEST_TOKEN = 50_000;
/** Whoever could give a token of the Identity Pool itself could be anybody. */
const OWN_TOKEN = /^cognito-identity[.-]/i;

/**
 * Asks for the other logins of a user and checks that they can be sent.
 *
 * @throws ConfigurationError when they cannot: no caller can do anything about it
 */
export async function furtherLoginsOf(give: FurtherLogins, request: LoginsRequest): Promise<Logins> {
  const logins: unknown = await give(request);
  if (typeof logins !== 'object' || logins === null || Array.isArray(logins)) {
    throw wrong('no object. Give { [provider]: token }, or {}');
  }
  const entries = Object.entries(logins);
  if (entries.length >= MOST_LOGINS) {
    throw wrong(`${entries.length} logins. Give ${MOST_LOGINS - 1} at most: the user pool is one more`);
  }
  const own = providerName(request.user.issuer);
  for (const [provider, token] of entries) {
    if (!PROVIDER.test(provider)) throw wrong('a name that no provider can have');
    if (provider.toLowerCase() === own.toLowerCase() || OWN_TOKEN.test(provider)) {
      throw wrong(`a token of ${provider}. The user pool's own token is sent anyway, and no other may be`);
    }
    if (typeof token !== 'string' || token === '' || token.length > LONGEST_TOKEN) {
      throw wrong(
        `no token of ${provider}. Give a text of 1 to ${LONGEST_TOKEN} characters, or leave the provider out`,
      );
    }
  }
  return logins as Logins;
}

function wrong(found: string): ConfigurationError {
  return new ConfigurationError(`identityPool.logins gave ${found}.`);
}
