import { PROVIDER_TYPES } from '../../user-pool/federation/identity-provider.js';
import { AUTH_FLOW_PERMISSIONS } from '../../user-pool/app-client.js';
import { MFA_TYPES } from '../../user-pool/mfa/mfa-settings.js';
import { RISK_LEVELS } from '../../user-pool/risk/threat-protection.js';
import { FIRST_AUTH_FACTORS } from '../../user-pool/sign-in/first-factors.js';
import { TRIGGER_TITLES } from '../../user-pool/triggers/trigger-options.js';
import { text, flag, whole, list, mapOf, choice, object } from './schema-parts.js';

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

export const userPool = object(
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
