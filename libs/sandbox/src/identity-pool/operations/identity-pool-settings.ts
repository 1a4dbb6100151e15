import { withoutScheme, type IdentityPool, type IdentityPoolSettings } from '../identity-pool.js';
import { resolveIdentityPool } from '../create-identity-pool.js';
import type { OperationContext } from '../operation.js';
import { invalidParameter } from '../refusals.js';
import { RequestFields } from '../request-fields.js';

const NAME = { minimum: 1, maximum: 128, pattern: '[\\w\\s+=,.@-]+' };
const DEVELOPER_PROVIDER = { minimum: 1, maximum: 128, pattern: '[\\w._-]+' };
const PROVIDER = { minimum: 1, maximum: 128, pattern: '[\\w._:/-]+' };
const CLIENT_ID = { minimum: 1, maximum: 128, pattern: '[\\w_]+' };

/** Reads what CreateIdentityPool and UpdateIdentityPool have in common. */
export function readPoolSettings(fields: RequestFields): Omit<IdentityPoolSettings, 'roles'> {
  const name = fields.required('IdentityPoolName', NAME);
  const guests = fields.present(
    'AllowUnauthenticatedIdentities',
    fields.flag('AllowUnauthenticatedIdentities'),
    false,
  );
  const developerProviderName = fields.optional('DeveloperProviderName', DEVELOPER_PROVIDER);
  const tags = fields.textMap('IdentityPoolTags');
  const supportedLoginProviders = fields.textMap('SupportedLoginProviders');
  const openIdConnectProviderArns = fields.textList('OpenIdConnectProviderARNs');
  const samlProviderArns = fields.textList('SamlProviderARNs');
  const settings = {
    name,
    allowUnauthenticatedIdentities: guests,
    allowClassicFlow: fields.flag('AllowClassicFlow') ?? false,
    providers: (fields.objectList('CognitoIdentityProviders') ?? []).map(readProvider),
    ...(developerProviderName !== undefined && { developerProviderName }),
    ...(tags !== undefined && { tags }),
    ...(supportedLoginProviders !== undefined && { supportedLoginProviders }),
    ...(openIdConnectProviderArns !== undefined && { openIdConnectProviderArns }),
    ...(samlProviderArns !== undefined && { samlProviderArns }),
  };
  fields.check();
  return settings;
}

function readProvider(input: Readonly<Record<string, unknown>>): IdentityPoolSettings['providers'][number] {
  const fields = new RequestFields(input);
  const provider = {
    providerName: fields.required('ProviderName', PROVIDER),
    clientId: fields.required('ClientId', CLIENT_ID),
    serverSideTokenCheck: fields.flag('ServerSideTokenCheck') ?? false,
  };
  fields.check();
  return provider;
}

/** Makes the pool, or says in AWS's way why it can not be. */
export function poolOf(settings: IdentityPoolSettings, context: OperationContext): IdentityPool {
  try {
    return resolveIdentityPool(settings, 'identityPool', context.references);
  } catch (error) {
    throw error instanceof TypeError ? invalidParameter(error.message) : error;
  }
}

/** A pool as CreateIdentityPool, UpdateIdentityPool and DescribeIdentityPool answer it. */
export const poolDescription = (pool: IdentityPool): object => ({
  IdentityPoolId: pool.identityPoolId,
  IdentityPoolName: pool.name,
  AllowUnauthenticatedIdentities: pool.allowUnauthenticatedIdentities,
  AllowClassicFlow: pool.allowClassicFlow,
  ...(pool.developerProviderName !== undefined && { DeveloperProviderName: pool.developerProviderName }),
  CognitoIdentityProviders: [...pool.providers.values()].flatMap(({ issuer, clients }) =>
    [...clients].map(([clientId, { serverSideTokenCheck }]) => ({
      ProviderName: withoutScheme(issuer.issuer),
      ClientId: clientId,
      ServerSideTokenCheck: serverSideTokenCheck,
    })),
  ),
  ...otherProviders(pool.settings),
  IdentityPoolTags: pool.tags,
});

const otherProviders = ({
  supportedLoginProviders = {},
  openIdConnectProviderArns = [],
  samlProviderArns = [],
}: IdentityPoolSettings): object => ({
  ...(Object.keys(supportedLoginProviders).length > 0 && {
    SupportedLoginProviders: supportedLoginProviders,
  }),
  ...(openIdConnectProviderArns.length > 0 && { OpenIdConnectProviderARNs: openIdConnectProviderArns }),
  ...(samlProviderArns.length > 0 && { SamlProviderARNs: samlProviderArns }),
});
