import { isPermittedAddress } from '../../http/permitted-address.js';
import {
  assertArray,
  assertMatch,
  assertObject,
  assertRecord,
  assertUnique,
  memberPath,
} from '../../option-check.js';
import { oneOf, optionError } from '../../option-error.js';
import type { SamlProviderOptions } from '../../options.js';
import { fetchKeySet } from '../../sts/remote-key-set.js';
import type { WebIdentityProvider } from '../../sts/web-identity.js';
import { amazonLogin, facebookLogin } from './access-token-login.js';
import type { VerifyExternalLogin } from './external-login.js';
import { openIdLogin } from './open-id-login.js';
import { samlLogin } from './saml-login.js';

/** What identity pools may take logins of, beside user pools: what there is in the account, and in public. */
export interface AccountLoginProviders {
  /** By its name in `Logins`, for an application. `undefined`: there is no such public provider. */
  ofPublic(name: string, applicationId: string): VerifyExternalLogin | undefined;
  /** By ARN. */
  readonly openIdConnect: ReadonlyMap<
    string,
    { readonly name: string; readonly verify: VerifyExternalLogin }
  >;
  /** By ARN. */
  readonly saml: ReadonlyMap<string, VerifyExternalLogin>;
}

const ADDRESSES = {
  'accounts.google.com': 'https://accounts.google.com',
  'appleid.apple.com': 'https://appleid.apple.com',
  'graph.facebook.com': 'https://graph.facebook.com',
  'www.amazon.com': 'https://api.amazon.com',
} as const;

type PublicProvider = keyof typeof ADDRESSES;

const isPublic = (name: string): name is PublicProvider => Object.hasOwn(ADDRESSES, name);

/** The public login providers that there are. */
export const PUBLIC_PROVIDERS: readonly string[] = Object.keys(ADDRESSES);

/** Where the login providers of an account come from. */
export interface AccountLoginOptions {
  readonly accountId: string;
  readonly publicLoginProviders: Readonly<Record<string, string>>;
  readonly samlProviders: readonly SamlProviderOptions[];
  readonly openIdConnectProviders: readonly WebIdentityProvider[];
}

/** Throws a `TypeError` that names the option. */
export function accountLoginProviders(options: AccountLoginOptions): AccountLoginProviders {
  const { accountId, publicLoginProviders, samlProviders, openIdConnectProviders } = options;
  checkAddresses(publicLoginProviders);
  return {
    ofPublic: (name, applicationId) =>
      isPublic(name)
        ? publicLogin(name, (publicLoginProviders[name] ?? ADDRESSES[name]).replace(/\/$/, ''), applicationId)
        : undefined,
    openIdConnect: new Map(
      openIdConnectProviders.flatMap((provider) =>
        provider.principals.map((arn) => [arn, openIdConnectLogin(provider)] as const),
      ),
    ),
    saml: samlLogins(accountId, samlProviders),
  };
}

function checkAddresses(addresses: Readonly<Record<string, string>>): void {
  assertRecord('publicLoginProviders', addresses);
  for (const [name, address] of Object.entries(addresses)) {
    const path = memberPath('publicLoginProviders', name);
    if (!isPublic(name)) throw optionError(path, address, `There are ${oneOf(PUBLIC_PROVIDERS)}.`);
    if (typeof address !== 'string' || !isPermittedAddress(address)) {
      throw optionError(path, address, 'Write an https:// address, or one of this machine.');
    }
  }
}

function publicLogin(name: PublicProvider, address: string, applicationId: string): VerifyExternalLogin {
  switch (name) {
    case 'graph.facebook.com':
      return facebookLogin(address, applicationId);
    case 'www.amazon.com':
      return amazonLogin(address, applicationId);
    case 'accounts.google.com':
    case 'appleid.apple.com':
      return openIdLogin({
        // Google's tokens have had their issuer with a scheme and without.
        issuers: address === ADDRESSES[name] ? [address, name] : [address],
        clientIds: [applicationId],
        algorithms: ['RS256', 'ES256'],
        keys: () => fetchKeySet(address),
      });
  }
}

/** The name is the issuer without its scheme, as IAM has it: the first of the two names that a user pool has. */
const openIdConnectLogin = (provider: WebIdentityProvider) => ({
  name: provider.keyPrefixes[0] ?? provider.issuer,
  verify: openIdLogin({
    issuers: [provider.issuer],
    clientIds: provider.clientIds ?? [],
    algorithms: provider.algorithms,
    keys: () => provider.keys(),
  }),
});

function samlLogins(
  accountId: string,
  providers: readonly SamlProviderOptions[],
): ReadonlyMap<string, VerifyExternalLogin> {
  assertArray('samlProviders', providers);
  const names = new Set<string>();
  return new Map(
    providers.map((provider, index) => {
      const path = `samlProviders[${index}]`;
      assertObject(path, provider, ['name', 'metadataDocument']);
      assertMatch(`${path}.name`, provider.name, /^[\w._-]{1,128}$/, '1 to 128 letters, digits or ._-');
      assertUnique(`${path}.name`, provider.name, names);
      assertMatch(`${path}.metadataDocument`, provider.metadataDocument, /<[^]*>/, 'the XML of the metadata');
      const arn = `arn:aws:iam::${accountId}:saml-provider/${provider.name}`;
      return [arn, samlLogin(arn, provider.metadataDocument)] as const;
    }),
  );
}
