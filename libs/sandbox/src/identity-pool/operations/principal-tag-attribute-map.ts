import type { PrincipalTagOptions } from '../../options.js';
import { type Operation, type OperationContext, requirePool } from '../operation.js';
import { DEFAULT_TAGS } from '../principal-tags.js';
import { RequestFields } from '../request-fields.js';
import { poolOf } from './identity-pool-settings.js';

const PROVIDER = { minimum: 1, maximum: 128 };

export const getPrincipalTagAttributeMap: Operation = async ({ input }, context) => {
  const { identityPoolId, providerName } = readNames(new RequestFields(input));
  return described(identityPoolId, providerName, context);
};

export const setPrincipalTagAttributeMap: Operation = async ({ input }, context) => {
  const fields = new RequestFields(input);
  const useDefaults = fields.flag('UseDefaults') ?? false;
  const tags = fields.textMap('PrincipalTags') ?? {};
  const { identityPoolId, providerName } = readNames(fields);
  const { settings } = requirePool(identityPoolId, context);
  const principalTags: Record<string, PrincipalTagOptions> = {
    ...settings.principalTags,
    [providerName]: useDefaults ? 'default' : { tags },
  };
  context.pools.set(identityPoolId, poolOf({ ...settings, principalTags }, context));
  return described(identityPoolId, providerName, context);
};

function readNames(fields: RequestFields): { identityPoolId: string; providerName: string } {
  const identityPoolId = fields.identityPoolId();
  const providerName = fields.required('IdentityProviderName', PROVIDER);
  fields.check();
  return { identityPoolId, providerName };
}

function described(identityPoolId: string, providerName: string, context: OperationContext): object {
  const { settings, providers, externalProviders } = requirePool(identityPoolId, context);
  const provider = providers.get(providerName) ?? externalProviders.get(providerName);
  const tags = settings.principalTags?.[providerName] ?? provider?.principalTags;
  return {
    IdentityPoolId: identityPoolId,
    IdentityProviderName: providerName,
    UseDefaults: tags === 'default',
    PrincipalTags: tags === 'default' ? DEFAULT_TAGS : (tags?.tags ?? {}),
  };
}
