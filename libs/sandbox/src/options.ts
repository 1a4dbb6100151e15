import type { Clock } from './clock.js';
import type { TableOptions } from './dynamodb/table-options.js';
import type { Fault } from './http/faults.js';
import type { PolicyDocument, TrustPolicyDocument } from './iam/policy-document.js';
import type { UserPoolOptions } from './user-pool-options.js';

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
