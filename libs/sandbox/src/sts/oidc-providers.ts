import type { JSONWebKeySet } from 'jose';
import { assertArray, assertMatch, assertObject, assertUnique } from '../option-check.js';
import { oneOf, optionError } from '../option-error.js';
import type { OpenIdConnectProviderOptions } from '../options.js';
import type { UserPool } from '../user-pool/index.js';
import { fetchKeySet } from './remote-key-set.js';
import type { WebIdentityProvider } from './web-identity.js';

export interface OidcSurroundings {
  readonly accountId: string;
  readonly region: string;
  readonly userPools: readonly UserPool[];
}

/** The host and path of an issuer, which is its name in IAM. */
const nameOf = (issuer: string): string => issuer.replace(/^https?:\/\//, '').replace(/\/$/, '');

/** The name that a user pool of AWS has in IAM. Policies that are written for AWS work here by it. */
export const awsNameOfUserPool = (userPoolId: string, region: string): string =>
  `cognito-idp.${region}.amazonaws.com/${userPoolId}`;

/** The IAM OIDC providers of the account. Throws an Error that names the option. */
export function createOidcProviders(
  options: readonly OpenIdConnectProviderOptions[],
  around: OidcSurroundings,
): readonly WebIdentityProvider[] {
  assertArray('openIdConnectProviders', options);
  const issuers = new Set<string>();
  return options.map((provider, index) => {
    const path = `openIdConnectProviders[${index}]`;
    assertObject(path, provider, ['url', 'clientIds']);
    checkClientIds(`${path}.clientIds`, provider.clientIds);
    const made = createProvider(provider, `${path}.url`, around);
    assertUnique(`${path}.url`, made.issuer, issuers);
    return made;
  });
}

function checkClientIds(path: string, clientIds: readonly string[]): void {
  assertArray(path, clientIds);
  if (clientIds.length === 0) throw optionError(path, clientIds, 'Write at least one client ID.');
  clientIds.forEach((id, index) => assertMatch(`${path}[${index}]`, id, /^\S{1,255}$/, 'a client ID'));
}

function createProvider(
  { url, clientIds }: OpenIdConnectProviderOptions,
  path: string,
  { accountId, region, userPools }: OidcSurroundings,
): WebIdentityProvider {
  const arnOf = (name: string): string => `arn:aws:iam::${accountId}:oidc-provider/${name}`;
  const provider = (issuer: string, names: readonly string[], keys: () => Promise<JSONWebKeySet>) => ({
    issuer,
    name: issuer,
    principals: names.map(arnOf),
    keyPrefixes: names,
    clientIds: [...clientIds],
    algorithms: ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'],
    keys,
  });
  const pool = userPools.find(({ userPoolId, issuer }) =>
    [userPoolId, issuer, `https://${awsNameOfUserPool(userPoolId, region)}`].includes(url),
  );
  if (pool !== undefined) {
    const names = [nameOf(pool.issuer), awsNameOfUserPool(pool.userPoolId, region)];
    return provider(pool.issuer, names, async () => ({ keys: [...pool.jwks().keys] }));
  }
  if (typeof url !== 'string' || !/^https:\/\/|^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])[:/]/.test(url)) {
    const known = oneOf(userPools.map(({ userPoolId }) => userPoolId));
    throw optionError(
      path,
      url,
      `Write an https:// issuer, or the ID of a user pool of this sandbox: ${known}.`,
    );
  }
  return provider(url, [nameOf(url)], () => fetchKeySet(url));
}
