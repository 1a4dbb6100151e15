import { assertArray, assertMatch, assertRecord, assertUnique, memberPath } from '../../option-check.js';
import { oneOf, optionError } from '../../option-error.js';
import type { IdentityPoolSettings } from '../identity-pool.js';
import { type AccountLoginProviders, PUBLIC_PROVIDERS } from './account-login-providers.js';
import type { ExternalLoginProvider, VerifyExternalLogin } from './external-login.js';

/** The providers of an identity pool that are no user pools. Throws a `TypeError` that names the option. */
export function externalProviders(
  settings: IdentityPoolSettings,
  path: string,
  account: AccountLoginProviders,
): readonly ExternalLoginProvider[] {
  const { supportedLoginProviders = {}, openIdConnectProviderArns = [], samlProviderArns = [] } = settings;
  assertRecord(`${path}.supportedLoginProviders`, supportedLoginProviders);
  assertArray(`${path}.openIdConnectProviderArns`, openIdConnectProviderArns);
  assertArray(`${path}.samlProviderArns`, samlProviderArns);
  const seen = new Set<string>();
  const made = (providerName: string, names: readonly string[], verify: VerifyExternalLogin) => ({
    providerName,
    names,
    verify,
    roleMapping: named(settings.roleMappings, names),
    principalTags: named(settings.principalTags, names),
  });
  return [
    ...Object.entries(supportedLoginProviders).map(([name, applicationId]) => {
      const at = memberPath(`${path}.supportedLoginProviders`, name);
      assertMatch(at, applicationId, /^[\w.;_/-]{1,128}$/, 'the ID of the application at the provider');
      const verify = account.ofPublic(name, applicationId);
      if (verify === undefined) throw optionError(at, applicationId, `There are ${oneOf(PUBLIC_PROVIDERS)}.`);
      return made(name, [name], verify);
    }),
    ...openIdConnectProviderArns.map((arn, index) => {
      const at = `${path}.openIdConnectProviderArns[${index}]`;
      const found = account.openIdConnect.get(arn);
      if (found === undefined) throw unknownArn(at, arn, 'openIdConnectProviders', account.openIdConnect);
      assertUnique(at, found.name, seen);
      return made(found.name, [found.name, arn], found.verify);
    }),
    ...samlProviderArns.map((arn, index) => {
      const at = `${path}.samlProviderArns[${index}]`;
      const verify = account.saml.get(arn);
      if (verify === undefined) throw unknownArn(at, arn, 'samlProviders', account.saml);
      assertUnique(at, arn, seen);
      return made(arn, [arn], verify);
    }),
  ];
}

const unknownArn = (path: string, arn: string, option: string, known: ReadonlyMap<string, unknown>): Error =>
  optionError(path, arn, `Write one of this sandbox's "${option}": ${oneOf(known.keys())}.`);

function named<T>(record: Readonly<Record<string, T>> = {}, names: readonly string[]): T | undefined {
  const key = names.find((name) => Object.hasOwn(record, name));
  return key === undefined ? undefined : record[key];
}
