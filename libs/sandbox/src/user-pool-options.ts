import type {
  DeviceTrackingOptions,
  MfaOptions,
  PasskeyOptions,
  RiskOptions,
} from './authentication-options.js';
import type { UserPoolIdentityProviderOptions } from './federation-options.js';
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
