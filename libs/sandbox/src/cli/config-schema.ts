import { PROVIDER_TYPES } from '../user-pool/federation/identity-provider.js';
import { AUTH_FLOW_PERMISSIONS } from '../user-pool/app-client.js';
import { MFA_TYPES } from '../user-pool/mfa/mfa-settings.js';
import { RISK_LEVELS } from '../user-pool/risk/threat-protection.js';
import { FIRST_AUTH_FACTORS } from '../user-pool/sign-in/first-factors.js';
import { TRIGGER_TITLES } from '../user-pool/triggers/trigger-options.js';

/** A JSON Schema, or a part of one. */
type Schema = Readonly<Record<string, unknown>>;

const text = (description?: string): Schema => ({ type: 'string', ...(description && { description }) });
const flag = (description: string): Schema => ({ type: 'boolean', description });
const whole = (minimum: number, maximum: number, description?: string): Schema => ({
  type: 'integer',
  minimum,
  maximum,
  ...(description && { description }),
});
const list = (items: Schema, description?: string): Schema => ({
  type: 'array',
  items,
  ...(description && { description }),
});
const mapOf = (additionalProperties: Schema, description?: string): Schema => ({
  type: 'object',
  additionalProperties,
  ...(description && { description }),
});
const choice = (...values: readonly string[]): Schema => ({ enum: values });
const object = (properties: Readonly<Record<string, Schema>>, ...required: readonly string[]): Schema => ({
  type: 'object',
  properties,
  ...(required.length > 0 && { required }),
  additionalProperties: false,
});
const oneOrMany = (schema: Schema): Schema => ({ anyOf: [schema, list(schema)] });

const conditions = mapOf(
  mapOf(oneOrMany({ type: ['string', 'number', 'boolean'] })),
  'Operator, then condition key, then one or more values.',
);
const statement = {
  Sid: text(),
  Effect: choice('Allow', 'Deny'),
  Action: oneOrMany(text()),
  NotAction: oneOrMany(text()),
  Condition: conditions,
};
const policy = object(
  {
    Version: choice('2012-10-17', '2008-10-17'),
    Id: text(),
    Statement: oneOrMany(
      object({ ...statement, Resource: oneOrMany(text()), NotResource: oneOrMany(text()) }, 'Effect'),
    ),
  },
  'Statement',
);
const trustPolicy = object(
  {
    Version: choice('2012-10-17', '2008-10-17'),
    Id: text(),
    Statement: oneOrMany(
      object(
        {
          ...statement,
          Principal: {
            anyOf: [
              { const: '*' },
              object({ AWS: oneOrMany(text()), Federated: oneOrMany(text()), Service: oneOrMany(text()) }),
            ],
          },
        },
        'Effect',
        'Principal',
      ),
    ),
  },
  'Statement',
);

const accessKey = { accessKeyId: text('`AKIA...`'), secretAccessKey: text() };

const lambdaEndpoint = object(
  { endpoint: text('Such as `http://127.0.0.1:3001`.'), functionName: text() },
  'endpoint',
  'functionName',
);
const triggers = object({
  ...Object.fromEntries(
    Object.keys(TRIGGER_TITLES)
      .filter((name) => name !== 'preTokenGeneration')
      .map((name) => [name, lambdaEndpoint]),
  ),
  preTokenGeneration: object(
    { version: choice('V1_0', 'V2_0', 'V3_0'), target: lambdaEndpoint },
    'version',
    'target',
  ),
});

const riskAction = choice('BLOCK', 'MFA_IF_CONFIGURED', 'MFA_REQUIRED', 'NO_ACTION');
const risk = object({
  ipAddresses: mapOf(choice(...RISK_LEVELS), 'The risk by the address that the application sends along.'),
  actions: object({ Low: riskAction, Medium: riskAction, High: riskAction }),
  notify: flag('Tells the user by e-mail. Default false.'),
  blockedIpRanges: list(text('In CIDR notation.')),
  skippedIpRanges: list(text('In CIDR notation.')),
  compromisedPasswords: list(text()),
});

const identityProvider = object(
  {
    providerName: text('That of a social provider is its type.'),
    providerType: choice(...PROVIDER_TYPES),
    providerDetails: mapOf(text(), 'As in `CreateIdentityProvider`, such as `client_id` and `oidc_issuer`.'),
    attributeMapping: mapOf(text(), 'From an attribute of the pool to what the provider calls it.'),
    idpIdentifiers: list(text(), 'What `idp_identifier` finds it by, such as `acme.example`.'),
  },
  'providerName',
  'providerType',
  'providerDetails',
);

const address = choice('email', 'phone_number');

const userPool = object(
  {
    userPoolId: text('`REGION_` and 9 letters or digits. Default: made at random.'),
    clients: list(
      object(
        {
          name: text(),
          clientId: text('Default: 26 random characters.'),
          clientSecret: { anyOf: [text(), { const: true }], description: '`true` makes one. Default: none.' },
          explicitAuthFlows: list(choice(...AUTH_FLOW_PERMISSIONS), 'Default: all of them.'),
          authSessionMinutes: whole(3, 15, 'For how long a challenge can be answered. Default 3.'),
          refreshTokenRotation: {
            ...object({ retryGracePeriodSeconds: whole(0, 60, 'Default 0.') }),
            description: 'Each refresh brings a new refresh token. Default: they stay.',
          },
          preventUserExistenceErrors: choice('ENABLED', 'LEGACY'),
          clientCredentialsScopes: list(text(), 'Such as `reports/read`. Default: none.'),
          callbackUrls: list(text(), 'Where managed login may send its users. Default: none.'),
          logoutUrls: list(text(), 'Where `/logout` may send them. Default: none.'),
          allowedOAuthFlows: list(choice('code', 'client_credentials')),
          allowedOAuthScopes: list(text(), "Default: `openid` and the others that are no resource server's."),
          supportedIdentityProviders: list(text(), 'Default: `COGNITO`, the pool itself.'),
          accessTokenSeconds: whole(1, 86_400, 'Default 3600.'),
          idTokenSeconds: whole(1, 86_400, 'Default 3600.'),
          refreshTokenSeconds: whole(1, 315_360_000, 'Default 30 days.'),
        },
        'name',
      ),
    ),
    name: text('Default `sandbox`.'),
    usernameAttributes: list(address, 'Users sign up with one of these. Default: none.'),
    aliasAttributes: list(
      choice('email', 'phone_number', 'preferred_username'),
      'What users sign in with beside their user name. Default: none.',
    ),
    usernameCaseSensitive: flag('Default true.'),
    autoVerifiedAttributes: list(address, 'What codes are sent to. Default: `email`.'),
    attributesRequireVerificationBeforeUpdate: list(address, 'Default: none.'),
    passwordPolicy: object({
      minimumLength: whole(6, 99, 'Default 8.'),
      requireUppercase: flag('Default true.'),
      requireLowercase: flag('Default true.'),
      requireNumbers: flag('Default true.'),
      requireSymbols: flag('Default true.'),
      temporaryPasswordValidityDays: whole(1, 365, 'Default 7.'),
    }),
    accountRecovery: list(choice('verified_email', 'verified_phone_number', 'admin_only')),
    allowAdminCreateUserOnly: flag('Nobody can sign up. Default false.'),
    groups: list(
      object(
        { groupName: text(), description: text(), precedence: whole(0, 2 ** 31 - 1), roleArn: text() },
        'groupName',
      ),
    ),
    users: list(
      object(
        { username: text(), password: text(), groups: list(text()), attributes: mapOf(text()) },
        'username',
        'password',
      ),
      'Users from the start, confirmed.',
    ),
    triggers: { ...triggers, description: 'Lambda functions, by the name of the trigger. Default: none.' },
    resourceServers: list(
      object(
        {
          identifier: text('Such as `reports`.'),
          name: text(),
          scopes: list(object({ name: text(), description: text() }, 'name')),
        },
        'identifier',
        'scopes',
      ),
    ),
    mfa: object({
      configuration: choice('OFF', 'OPTIONAL', 'ON'),
      types: list(choice(...MFA_TYPES), 'Default: `SOFTWARE_TOKEN_MFA`.'),
    }),
    firstAuthFactors: list(choice(...FIRST_AUTH_FACTORS), 'Default: `PASSWORD`.'),
    passkeys: object({
      relyingPartyId: text('The domain that passkeys are bound to. Default `localhost`.'),
      userVerification: choice('required', 'preferred'),
    }),
    deviceTracking: {
      ...object({
        challengeRequiredOnNewDevice: flag('A remembered device stands in for MFA. Default false.'),
        rememberedOnUserPrompt: flag('Default false.'),
      }),
      description: 'Default: devices are not tracked.',
    },
    risk: { ...risk, description: 'Threat protection. Default: off.' },
    managedLogin: object({
      css: text('Added to that of the pages.'),
      logo: text('A `data:` URL of a PNG, JPEG or SVG.'),
    }),
    identityProviders: list(identityProvider, 'Who else signs users in. Default: none.'),
    customAttributes: list(
      object(
        {
          name: text('With the prefix: `custom:tier`.'),
          type: choice('String', 'Number', 'Boolean', 'DateTime'),
          mutable: flag('Default true.'),
        },
        'name',
      ),
    ),
  },
  'clients',
);

const identityPool = object(
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

const keyAttribute: Schema = {
  anyOf: [text(), object({ name: text(), type: choice('S', 'N', 'B') }, 'name', 'type')],
  description: 'A name alone is that of a string.',
};
const table = object(
  {
    tableName: text(),
    partitionKey: keyAttribute,
    sortKey: keyAttribute,
    indexes: list(
      object(
        {
          indexName: text(),
          partitionKey: keyAttribute,
          sortKey: keyAttribute,
          projection: { anyOf: [choice('ALL', 'KEYS_ONLY'), list(text())] },
        },
        'indexName',
        'partitionKey',
      ),
    ),
  },
  'tableName',
  'partitionKey',
);

/** The JSON Schema of the file that `castellan-sandbox --config` reads. */
export const CONFIG_SCHEMA: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Configuration of castellan-sandbox',
  ...object({
    $schema: text(),
    include: list(text(), 'More files of this kind, whose lists are added to those of this one.'),
    port: whole(0, 65_535, 'The TCP port on 127.0.0.1; 0 is any free one. Default 9230.'),
    region: text('Default `eu-west-1`.'),
    accountId: text('Twelve digits. Default `123456789012`.'),
    quotas: {
      anyOf: [{ type: 'boolean' }, mapOf(whole(1, 1_000_000))],
      description: '`true` for the default quotas of AWS, or requests a second by operation. Default: none.',
    },
    dataFolder: text('A folder to keep everything in, relative to this file. Default: nothing is kept.'),
    faults: mapOf(
      object({
        type: text('The exception to answer with.'),
        message: text(),
        status: whole(400, 599),
        connection: choice('hang', 'reset'),
        times: whole(0, Number.MAX_SAFE_INTEGER),
        latency: whole(0, 2 ** 31 - 1, 'Milliseconds.'),
      }),
      'Faults from the start, by operation; `*` meets every call.',
    ),
    userPools: list(userPool),
    identityPools: list(identityPool),
    roles: list(
      object(
        {
          roleArn: text('`arn:aws:iam::ACCOUNT:role/NAME`'),
          policies: list(policy),
          trustPolicy,
          maxSessionDuration: whole(3600, 43_200, 'Seconds. Default 3600.'),
        },
        'roleArn',
        'policies',
      ),
    ),
    iamUsers: list(
      object({ userName: text(), policies: list(policy), ...accessKey }, 'userName', 'policies'),
    ),
    openIdConnectProviders: list(
      object(
        { url: text('An issuer, or the ID of a user pool of the sandbox.'), clientIds: list(text()) },
        'url',
        'clientIds',
      ),
    ),
    samlProviders: list(
      object({ name: text(), metadataDocument: text('In XML.') }, 'name', 'metadataDocument'),
      'SAML providers of the account, for identity pools.',
    ),
    publicLoginProviders: mapOf(text(), 'Stand-ins for public login providers: their addresses by name.'),
    administrator: object(accessKey, 'accessKeyId', 'secretAccessKey'),
    buckets: list(text(), 'Buckets that exist from the start.'),
    tables: list(table, 'DynamoDB tables that exist from the start.'),
  }),
};
