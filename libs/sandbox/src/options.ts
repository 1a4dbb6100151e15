import type {
  DeviceTrackingOptions,
  MfaOptions,
  PasskeyOptions,
  RiskOptions,
} from './authentication-options.js';
import type { Clock } from './clock.js';
import type { TableOptions } from './dynamodb/table-options.js';
import type { UserPoolIdentityProviderOptions } from './federation-options.js';
import type { Fault } from './http/faults.js';
import type { PolicyDocument, TrustPolicyDocument } from './iam/policy-document.js';
import type { TriggersOptions } from './user-pool/triggers/trigger-options.js';

/** An app client of a user pool. */
export interface AppClientOptions {
  /** Shown by the sandbox's own API; has no meaning for Cognito. */
  readonly name: string;
  /** Default: 26 random characters, as Cognito's are. */
  readonly clientId?: string;
  /** `true` makes a secret. Default: the client has none. */
  readonly clientSecret?: string | true;
  /** The authentication flows the client may use. Default: all that the sandbox has. */
  readonly explicitAuthFlows?: readonly (
    | 'ALLOW_USER_PASSWORD_AUTH'
    | 'ALLOW_ADMIN_USER_PASSWORD_AUTH'
    | 'ALLOW_USER_SRP_AUTH'
    | 'ALLOW_USER_AUTH'
    | 'ALLOW_CUSTOM_AUTH'
    | 'ALLOW_REFRESH_TOKEN_AUTH'
  )[];
  /** For how many minutes a challenge can be answered, from 3 to 15. Default 3. */
  readonly authSessionMinutes?: number;
  /**
   * Each refresh brings a new refresh token; the old one is good for some more seconds, from 0 to 60, by default 0.
   * Takes `ALLOW_REFRESH_TOKEN_AUTH` away, as at AWS. Default: refresh tokens stay.
   */
  readonly refreshTokenRotation?: { readonly retryGracePeriodSeconds?: number };
  /**
   * `ENABLED`: no answer tells whether a user exists. `LEGACY`: Cognito's older `UserNotFoundException`. Default
   * `ENABLED`, which at AWS must be chosen.
   */
  readonly preventUserExistenceErrors?: 'ENABLED' | 'LEGACY';
  /** Scopes the client may ask for with client credentials, such as `reports/read`. Default: none, which switches the grant off. */
  readonly clientCredentialsScopes?: readonly string[];
  /** Where managed login may send its users, character by character. Default: none. */
  readonly callbackUrls?: readonly string[];
  /** Where `/logout` may send them. Default: none. */
  readonly logoutUrls?: readonly string[];
  /** Default: `code` with callback URLs, `client_credentials` with scopes for it. */
  readonly allowedOAuthFlows?: readonly ('code' | 'client_credentials')[];
  /** Default: `openid`, `email`, `phone`, `profile` and `aws.cognito.signin.user.admin`. */
  readonly allowedOAuthScopes?: readonly string[];
  /** Who signs users in to managed login. `COGNITO` is the pool itself. Default: `COGNITO` alone. */
  readonly supportedIdentityProviders?: readonly string[];
  /** From 1 to 86,400. Default 3600. */
  readonly accessTokenSeconds?: number;
  /** From 1 to 86,400. Default 3600. */
  readonly idTokenSeconds?: number;
  /** From 1 to 315,360,000, which is ten years. Default 30 days. */
  readonly refreshTokenSeconds?: number;
}

/** A group of a user pool. */
export interface GroupOptions {
  readonly groupName: string;
  readonly description?: string;
  /** The lowest number wins; none at all comes last. */
  readonly precedence?: number;
  readonly roleArn?: string;
}

/** A user that exists from the start, confirmed, with this password. `GET /sandbox` shows both. */
export interface SeedUserOptions {
  readonly username: string;
  readonly password: string;
  readonly groups?: readonly string[];
  /** Attribute names as Cognito's, such as `email`, `email_verified`, `custom:tier`; values as strings. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** An attribute beyond the standard ones. */
export interface CustomAttributeOptions {
  /** With the prefix: `custom:tier`. */
  readonly name: string;
  /** Default `String`. Cognito keeps every value as a string; the sandbox checks it against the type. */
  readonly type?: 'String' | 'Number' | 'Boolean' | 'DateTime';
  /** Default true. */
  readonly mutable?: boolean;
}

/** What a password must be like. The defaults are Cognito's. */
export interface PasswordPolicyOptions {
  /** From 6 to 99. Default 8. */
  readonly minimumLength?: number;
  /** Default true. */
  readonly requireUppercase?: boolean;
  /** Default true. */
  readonly requireLowercase?: boolean;
  /** Default true. */
  readonly requireNumbers?: boolean;
  /** Default true. */
  readonly requireSymbols?: boolean;
  /** For how many days a temporary password can be used, from 1 to 365. Default 7. */
  readonly temporaryPasswordValidityDays?: number;
}

/** An API that access tokens are for, and its scopes. */
export interface ResourceServerOptions {
  /** The first part of its scopes, such as `reports` or `https://api.example.com`. */
  readonly identifier: string;
  /** Default: the identifier. */
  readonly name?: string;
  readonly scopes: readonly { readonly name: string; readonly description?: string }[];
}

/** How the pages of managed login look. */
export interface ManagedLoginOptions {
  /** Added to the pages' own. Has the classes of Cognito's, such as `.submitButton-customizable`. */
  readonly css?: string;
  /** A PNG, JPEG or SVG as a `data:` URL, such as `data:image/png;base64,...`. */
  readonly logo?: string;
}

/** A user pool. */
export interface UserPoolOptions {
  /** As `DescribeUserPool` shows it. Default `sandbox`. */
  readonly name?: string;
  /**
   * Users sign up with an address for their name; the pool then makes the user name, which is the `sub`. Not together
   * with `aliasAttributes`. Default: none.
   */
  readonly usernameAttributes?: readonly ('email' | 'phone_number')[];
  /** What users may sign in with beside their user name; an address only once it is verified. Default: none. */
  readonly aliasAttributes?: readonly ('email' | 'phone_number' | 'preferred_username')[];
  /** Whether `Alice` is another user than `alice`. Default true. */
  readonly usernameCaseSensitive?: boolean;
  /** What a code is sent to when somebody signs up or changes it. Default `['email']`. */
  readonly autoVerifiedAttributes?: readonly ('email' | 'phone_number')[];
  /** What keeps its old value until the code that went to the new one is given. Default: none. */
  readonly attributesRequireVerificationBeforeUpdate?: readonly ('email' | 'phone_number')[];
  readonly passwordPolicy?: PasswordPolicyOptions;
  /**
   * Where the code of a forgotten password goes, the first that the user has; `admin_only`: nowhere. Default
   * `['verified_phone_number', 'verified_email']`.
   */
  readonly accountRecovery?: readonly ('verified_email' | 'verified_phone_number' | 'admin_only')[];
  /** Nobody can sign up. Default false. */
  readonly allowAdminCreateUserOnly?: boolean;
  /** `REGION_` and 9 letters or digits. Default: made at random. */
  readonly userPoolId?: string;
  readonly clients: readonly AppClientOptions[];
  readonly groups?: readonly GroupOptions[];
  readonly users?: readonly SeedUserOptions[];
  readonly customAttributes?: readonly CustomAttributeOptions[];
  /** With any, a client's custom scopes must be among theirs. Default: none. */
  readonly resourceServers?: readonly ResourceServerOptions[];
  readonly managedLogin?: ManagedLoginOptions;
  /** Who else signs users in: social, OIDC and SAML providers. Default: none. */
  readonly identityProviders?: readonly UserPoolIdentityProviderOptions[];
  readonly mfa?: MfaOptions;
  /** What users may begin with in the flow `USER_AUTH`. Default: `PASSWORD` alone. */
  readonly firstAuthFactors?: readonly ('PASSWORD' | 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN')[];
  readonly passkeys?: PasskeyOptions;
  /** Default: devices are not tracked. */
  readonly deviceTracking?: DeviceTrackingOptions;
  /** Threat protection. Default: off. */
  readonly risk?: RiskOptions;
  /** Functions that are called from sign-up, sign-in and the making of tokens. Default: none. */
  readonly triggers?: TriggersOptions;
}

/** A user pool's app client, attached to an identity pool. */
export interface IdentityProviderOptions {
  /** The issuer without its scheme, as `GET /sandbox` gives it, or the ID of one of the sandbox's user pools. */
  readonly providerName: string;
  readonly clientId: string;
  /** Ask the user pool, before issuing, whether the user has signed out everywhere or is disabled. Default false. */
  readonly serverSideTokenCheck?: boolean;
}

/** A rule of a role mapping of type `Rules`. */
export interface MappingRuleOptions {
  readonly claim: string;
  readonly matchType: 'Equals' | 'Contains' | 'StartsWith' | 'NotEqual';
  readonly value: string;
  readonly roleArn: string;
}

/** How the role is chosen for callers that sign in through one app client. */
export interface RoleMappingOptions {
  readonly type: 'Token' | 'Rules';
  /** What to do when the claims name no single role. Default `Deny`. */
  readonly ambiguousRoleResolution?: 'AuthenticatedRole' | 'Deny';
  /** In order; the first match wins. For type `Rules` only, which needs 1 to 25. */
  readonly rules?: readonly MappingRuleOptions[];
}

/** Attributes for access control: which claims become principal tags. */
export type PrincipalTagOptions =
  | 'default'
  | {
      /** Tag name to claim name; at most 50, whose names differ by more than case. */ readonly tags: Readonly<
        Record<string, string>
      >;
    };

/** An identity pool. */
export interface IdentityPoolOptions {
  /** `REGION:UUID`. Default: made at random. */
  readonly identityPoolId?: string;
  readonly name?: string;
  readonly providers: readonly IdentityProviderOptions[];
  /**
   * The IDs of an application at public login providers, by `accounts.google.com`, `appleid.apple.com`,
   * `graph.facebook.com` or `www.amazon.com`. Default: none.
   */
  readonly supportedLoginProviders?: Readonly<Record<string, string>>;
  /** `arn:aws:iam::ACCOUNT:oidc-provider/HOST` of the sandbox's `openIdConnectProviders`. Default: none. */
  readonly openIdConnectProviderArns?: readonly string[];
  /** `arn:aws:iam::ACCOUNT:saml-provider/NAME` of the sandbox's `samlProviders`. Default: none. */
  readonly samlProviderArns?: readonly string[];
  /** Role ARNs; each must be among the sandbox's `roles`. */
  readonly roles: { readonly authenticated: string; readonly unauthenticated?: string };
  /** By `PROVIDER_NAME:CLIENT_ID`, where the provider name may again be a user pool's ID. Default: no mapping. */
  readonly roleMappings?: Readonly<Record<string, RoleMappingOptions>>;
  /** By provider name or user pool ID. Default: no tags. */
  readonly principalTags?: Readonly<Record<string, PrincipalTagOptions>>;
  /** Needs `roles.unauthenticated`. Default false. */
  readonly allowUnauthenticatedIdentities?: boolean;
  /** Whether GetOpenIdToken is allowed. Default false. */
  readonly allowClassicFlow?: boolean;
  /** The key of developer-authenticated identities in `Logins`, such as `login.example.app`. Default: there are none. */
  readonly developerProviderName?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** An IAM role. */
export interface RoleOptions {
  /** `arn:aws:iam::ACCOUNT:role/NAME` */
  readonly roleArn: string;
  readonly policies: readonly PolicyDocument[];
  /**
   * Who may assume the role. A user pool of the sandbox may be named as at AWS,
   * `cognito-idp.REGION.amazonaws.com/USER_POOL_ID`. Default: every identity pool of the sandbox, and nobody else.
   */
  readonly trustPolicy?: TrustPolicyDocument;
  /** The longest session in seconds, from 3600 to 43,200. Default 3600. */
  readonly maxSessionDuration?: number;
}

/** An IAM user with one long-lived access key: the key a server is given. */
export interface IamUserOptions {
  readonly userName: string;
  readonly policies: readonly PolicyDocument[];
  /** `AKIA...`. Default: made at random, with its secret. */
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
}

/** An OIDC provider of the account: whose ID tokens `AssumeRoleWithWebIdentity` and identity pools take. */
export interface OpenIdConnectProviderOptions {
  /** The issuer as an `https://` URL (on this machine also `http://`), or the ID of one of the sandbox's user pools. */
  readonly url: string;
  /** The audiences that are accepted. */
  readonly clientIds: readonly string[];
}

/** A SAML provider of the account: whose assertions identity pools take. */
export interface SamlProviderOptions {
  /** The last part of its ARN, `arn:aws:iam::ACCOUNT:saml-provider/NAME`. */
  readonly name: string;
  /** Its SAML 2.0 metadata, in XML. */
  readonly metadataDocument: string;
}

/** Everything a sandbox is made of. */
export interface SandboxOptions {
  /** The TCP port on 127.0.0.1. Default 0: a free one. */
  readonly port?: number;
  /** Default `eu-west-1`. */
  readonly region?: string;
  /** Twelve digits. Default `123456789012`. */
  readonly accountId?: string;
  /** Gives milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: Clock;
  /**
   * `true`: calls beyond AWS's default quotas of identity pools, such as 25 `GetId` a second, are
   * `TooManyRequestsException`. Or requests a second by operation. Default: no quotas.
   */
  readonly quotas?: boolean | Readonly<Record<string, number>>;
  /**
   * A folder to keep everything in but sessions of roles and browsers: users, identities, pools, objects, items and
   * keys, readable by its owner only. What the options name is as they say at each start. Default: all is gone with
   * `stop()`.
   */
  readonly dataFolder?: string;
  /** Faults from the start, by operation; `*` meets every call. Default: none. */
  readonly faults?: Readonly<Record<string, Fault>>;
  readonly userPools?: readonly UserPoolOptions[];
  readonly identityPools?: readonly IdentityPoolOptions[];
  readonly roles?: readonly RoleOptions[];
  /** Users with access keys, for callers that are servers. Default: none. */
  readonly iamUsers?: readonly IamUserOptions[];
  /** Default: none. */
  readonly openIdConnectProviders?: readonly OpenIdConnectProviderOptions[];
  /** Default: none. */
  readonly samlProviders?: readonly SamlProviderOptions[];
  /**
   * Stand-ins for public login providers of identity pools: addresses by `accounts.google.com`, `appleid.apple.com`,
   * `graph.facebook.com` and `www.amazon.com`. Default: the providers themselves.
   */
  readonly publicLoginProviders?: Readonly<Record<string, string>>;
  /** The account's own key. Default: made at random. */
  readonly administrator?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Buckets that exist from the start. */
  readonly buckets?: readonly string[];
  /** DynamoDB tables that exist from the start. Default: none. */
  readonly tables?: readonly TableOptions[];
}
