import type { PolicyDocument } from '../iam/policy-document.js';

/** Temporary credentials as AWS hands them out. */
export interface SessionCredentials {
  /** Starts with `ASIA`. */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** A role assumed by somebody: what stands behind a set of temporary credentials. */
export interface Session extends SessionCredentials {
  readonly accountId: string;
  readonly roleArn: string;
  /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION` */
  readonly assumedRoleArn: string;
  /** `AROA...:SESSION` */
  readonly userId: string;
  /** The role's own policies. */
  readonly identityPolicies: readonly PolicyDocument[];
  /** Policies that narrow this session; a request must be allowed by these as well. Empty: not narrowed. */
  readonly sessionPolicies: readonly PolicyDocument[];
  /**
   * The condition keys that come with the session, by their names in policies, such as
   * `cognito-identity.amazonaws.com:sub` or `aws:PrincipalTag/tenant`.
   */
  readonly conditionKeys: Readonly<Record<string, string | readonly string[]>>;
  /** Session tags that are handed on to the sessions that are made from this one. */
  readonly transitiveTags: Readonly<Record<string, string>>;
}

/** What is known when a role is assumed; keys, token and ARNs are made by the store. */
export interface SessionRequest {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly durationSeconds: number;
  readonly sessionPolicies?: readonly PolicyDocument[];
  readonly conditionKeys?: Readonly<Record<string, string | readonly string[]>>;
  readonly transitiveTags?: Readonly<Record<string, string>>;
}
