type OneOrMany<T> = T | readonly T[];

/** Operator, then condition key, then one or more values. */
export type PolicyConditions = Readonly<
  Record<string, Readonly<Record<string, OneOrMany<string | number | boolean>>>>
>;

/** One statement of an IAM policy, in the spelling of AWS's policy grammar. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: OneOrMany<string>;
  readonly NotAction?: OneOrMany<string>;
  readonly Resource?: OneOrMany<string>;
  readonly NotResource?: OneOrMany<string>;
  readonly Condition?: PolicyConditions;
}

/** An IAM policy document. */
export interface PolicyDocument {
  /** Default, as in IAM: `2008-10-17`, in which `${...}` is plain text and no variable. */
  readonly Version?: PolicyVersion;
  readonly Id?: string;
  readonly Statement: OneOrMany<PolicyStatement>;
}

/** The versions of IAM's policy language. */
export type PolicyVersion = '2012-10-17' | '2008-10-17';

/** Whom a role trusts. */
export type TrustedPrincipals =
  | '*'
  | {
      /** An account's ID or root ARN, or the ARN of a role, a user or a session. */
      readonly AWS?: OneOrMany<string>;
      /** `cognito-identity.amazonaws.com`, or the ARN of an OIDC or SAML provider. */
      readonly Federated?: OneOrMany<string>;
      /** Such as `lambda.amazonaws.com`. */
      readonly Service?: OneOrMany<string>;
    };

/** One statement of a role's trust policy. The resource is the role itself. */
export interface TrustPolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal: TrustedPrincipals;
  readonly Action?: OneOrMany<string>;
  readonly NotAction?: OneOrMany<string>;
  readonly Condition?: PolicyConditions;
}

/** Who may assume a role. */
export interface TrustPolicyDocument {
  readonly Version?: PolicyVersion;
  readonly Id?: string;
  readonly Statement: OneOrMany<TrustPolicyStatement>;
}
