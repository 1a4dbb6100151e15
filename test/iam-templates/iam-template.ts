import type { PolicyDocument, TrustPolicyDocument } from 'castellan-sandbox';

/** What a template says of policies and roles, in one shape for both languages. */
export interface IamTemplate {
  /** By name, such as `own_data`. */
  readonly policies: Readonly<Record<string, PolicyDocument>>;
  /** By name, such as `member`. */
  readonly roles: Readonly<Record<string, TemplateRole>>;
  /** The name of the role, by that of the group. */
  readonly groups: Readonly<Record<string, string>>;
  readonly authenticatedRole: string;
  readonly guestRole: string;
  readonly roleMapping: { readonly type: string; readonly ambiguousRoleResolution: string };
  /** Claims by the names of the tags. */
  readonly principalTags: Readonly<Record<string, string>>;
  /** The key attributes by the name of the table, such as `own_notes`. */
  readonly tables: Readonly<Record<string, readonly string[]>>;
}

export interface TemplateRole {
  readonly trustPolicy: TrustPolicyDocument;
  /** The names of its policies, sorted. */
  readonly policies: readonly string[];
}

/** What AWS would give the things of a template when it is deployed. */
export interface Deployment {
  readonly region: string;
  readonly accountId: string;
  readonly identityPoolId: string;
  readonly bucket: string;
}

export const bucketArn = ({ bucket }: Deployment): string => `arn:aws:s3:::${bucket}`;
export const tableArn = ({ region, accountId }: Deployment, table: string): string =>
  `arn:aws:dynamodb:${region}:${accountId}:table/${table}`;
export const roleArn = ({ accountId }: Deployment, role: string): string =>
  `arn:aws:iam::${accountId}:role/${role}`;

/** `arn:aws:iam::ACCOUNT:role/member` -> `member`. */
export const roleName = (arn: unknown): string => String(arn).split('/').at(-1) ?? '';
