/** What differs between AWS's partitions. */
interface Partition {
  readonly regions: RegExp;
  /** The second part of every ARN. */
  readonly name: string;
  /** Of the condition keys that Cognito sets, such as `PREFIX:sub`. */
  readonly cognitoPrefix?: string;
  /** What a trust policy names as `Federated`. */
  readonly cognitoPrincipal?: string;
}

const COGNITO = 'cognito-identity.amazonaws.com';

/** Source: Amazon Cognito developer guide, identity pools in AWS GovCloud (US) and in the China Regions. */
const PARTITIONS: readonly Partition[] = [
  {
    regions: /^cn-/,
    name: 'aws-cn',
    cognitoPrefix: 'cognito-identity.amazonaws.com.cn',
    cognitoPrincipal: 'cognito-identity.cn-north-1.amazonaws.com.cn',
  },
  {
    regions: /^us-gov-east-/,
    name: 'aws-us-gov',
    cognitoPrefix: 'cognito-identity.us-gov-east-1.amazonaws.com',
    cognitoPrincipal: 'cognito-identity.us-gov-east-1.amazonaws.com',
  },
  {
    regions: /^us-gov-/,
    name: 'aws-us-gov',
    cognitoPrefix: 'cognito-identity-us-gov.amazonaws.com',
    cognitoPrincipal: 'cognito-identity-us-gov.amazonaws.com',
  },
  { regions: /^eusc-/, name: 'aws-eusc' },
];

const find = (region: string): Partition | undefined =>
  PARTITIONS.find(({ regions }) => regions.test(region));

/** The partition of a Region, the second part of its ARNs: `aws`, `aws-cn`, `aws-us-gov` or `aws-eusc`. */
export const partitionOf = (region: string): string => find(region)?.name ?? 'aws';

/** The prefix of Cognito's condition keys in a Region: `cognito-identity.amazonaws.com` in most. */
export const cognitoIdentityPrefix = (region: string): string => find(region)?.cognitoPrefix ?? COGNITO;

/** The `Federated` principal of identity pools in a Region: `cognito-identity.amazonaws.com` in most. */
export const cognitoIdentityPrincipal = (region: string): string => find(region)?.cognitoPrincipal ?? COGNITO;
