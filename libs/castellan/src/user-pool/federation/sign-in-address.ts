import { ConfigurationError } from '../../errors/index.js';

/** Where a link leads. */
export interface SignInAddressOptions {
  /** The path of the sign-in routes. Default `/auth`. */
  readonly path?: string;
  /** The provider whose page comes in place of the sign-in page, as the user pool calls it. */
  readonly provider?: string;
  /** What the user has typed in. Whose domain is in `domains` goes to the provider of that domain. */
  readonly email?: string;
  /**
   * The domains that an identity provider of the pool has as identifiers (`IdpIdentifiers`), in lower case. Default:
   * none.
   */
  readonly domains?: readonly string[];
  /** Where the user goes after signing in. Default: where the application says. */
  readonly returnTo?: string;
}

/**
 * The address of a sign-in: straight to one provider (`identity_provider`), or to the one of the company whose e-mail
 * address it is (`idp_identifier`), or to the sign-in page. It is a link: the routes of browser sessions check what is in
 * it.
 *
 * @throws ConfigurationError for a provider and an address together.
 *
 * @example
 * ```ts
 * import { signInAddress } from 'castellan/user-pool';
 *
 * export const withGoogle = signInAddress({ provider: 'Google', returnTo: '/app' });
 * // '/auth/login?provider=Google&returnTo=%2Fapp'
 * export const byDomain = signInAddress({ email: 'ada@acme.example', domains: ['acme.example'] });
 * // '/auth/login?idpIdentifier=acme.example&loginHint=ada%40acme.example'
 * ```
 */
export function signInAddress({
  path = '/auth',
  provider,
  email,
  domains = [],
  returnTo,
}: SignInAddressOptions = {}): string {
  if (provider !== undefined && email !== undefined) {
    throw new ConfigurationError(
      'signInAddress() takes a provider or an email, not both: they may not agree.',
    );
  }
  const domain = email === undefined ? undefined : domainOf(email);
  const parameters = new URLSearchParams({
    ...(provider !== undefined && { provider }),
    ...(domain !== undefined && domains.includes(domain) && { idpIdentifier: domain }),
    ...(email !== undefined && { loginHint: email }),
    ...(returnTo !== undefined && { returnTo }),
  });
  const query = parameters.toString();
  return query === '' ? `${path}/login` : `${path}/login?${query}`;
}

/** What is behind the last `@`: before it there may be one in quotation marks. */
const domainOf = (email: string): string =>
  email
    .slice(email.lastIndexOf('@') + 1)
    .trim()
    .toLowerCase();
