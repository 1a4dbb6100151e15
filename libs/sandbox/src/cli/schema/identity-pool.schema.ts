import { text, flag, list, mapOf, choice, object } from './schema-parts.js';

export const identityPool = object(
  {
    identityPoolId: text('`REGION:UUID`. Default: made at random.'),
    name: text(),
    providers: list(
      object(
        {
          providerName: text('The ID of a user pool of the sandbox.'),
          clientId: text(),
          serverSideTokenCheck: flag('Ask the user pool about sign-outs before issuing. Default false.'),
        },
        'providerName',
        'clientId',
      ),
    ),
    supportedLoginProviders: mapOf(
      text(),
      'The ID of an application by `accounts.google.com`, `appleid.apple.com`, `graph.facebook.com` or `www.amazon.com`.',
    ),
    openIdConnectProviderArns: list(text(), 'Of `openIdConnectProviders`. Default: none.'),
    samlProviderArns: list(text(), 'Of `samlProviders`. Default: none.'),
    roles: object(
      { authenticated: text('A role ARN.'), unauthenticated: text('A role ARN.') },
      'authenticated',
    ),
    roleMappings: mapOf(
      object(
        {
          type: choice('Token', 'Rules'),
          ambiguousRoleResolution: choice('AuthenticatedRole', 'Deny'),
          rules: list(
            object(
              {
                claim: text(),
                matchType: choice('Equals', 'Contains', 'StartsWith', 'NotEqual'),
                value: text(),
                roleArn: text(),
              },
              'claim',
              'matchType',
              'value',
              'roleArn',
            ),
          ),
        },
        'type',
      ),
      'By `USER_POOL_ID:CLIENT_ID`.',
    ),
    principalTags: mapOf(
      { anyOf: [{ const: 'default' }, object({ tags: mapOf(text()) }, 'tags')] },
      'By user pool ID: `default`, or tag name to claim name.',
    ),
    allowUnauthenticatedIdentities: flag('Default false.'),
    allowClassicFlow: flag('Default false.'),
    developerProviderName: text('Such as `login.example.app`. Default: none.'),
    tags: mapOf(text()),
  },
  'providers',
  'roles',
);
