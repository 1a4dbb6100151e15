/** Each property that the templates use, by type of resource; those with `!` are required. */
type PropertyLists = Readonly<Record<string, readonly string[]>>;

/** Source: AWS CloudFormation template reference. */
export const CLOUDFORMATION: PropertyLists = {
  'AWS::Cognito::UserPool': [
    'UsernameAttributes',
    'AutoVerifiedAttributes',
    'AdminCreateUserConfig',
    'AdminCreateUserConfig.AllowAdminCreateUserOnly',
    'Schema',
    'Schema[].Name',
    'Schema[].AttributeDataType',
    'Schema[].Mutable',
  ],
  'AWS::Cognito::UserPoolClient': [
    'UserPoolId!',
    'GenerateSecret',
    'ExplicitAuthFlows',
    'PreventUserExistenceErrors',
    'ReadAttributes',
    'WriteAttributes',
  ],
  'AWS::Cognito::UserPoolGroup': ['UserPoolId!', 'GroupName', 'Precedence', 'RoleArn'],
  'AWS::Cognito::IdentityPool': [
    'AllowUnauthenticatedIdentities!',
    'AllowClassicFlow',
    'CognitoIdentityProviders',
    'CognitoIdentityProviders[].ProviderName!',
    'CognitoIdentityProviders[].ClientId!',
    'CognitoIdentityProviders[].ServerSideTokenCheck',
  ],
  'AWS::Cognito::IdentityPoolRoleAttachment': [
    'IdentityPoolId!',
    'Roles',
    'Roles.authenticated',
    'Roles.unauthenticated',
    'RoleMappings',
    'RoleMappings.users',
    'RoleMappings.users.IdentityProvider',
    'RoleMappings.users.Type!',
    'RoleMappings.users.AmbiguousRoleResolution!',
  ],
  'AWS::Cognito::IdentityPoolPrincipalTag': [
    'IdentityPoolId!',
    'IdentityProviderName!',
    'UseDefaults',
    'PrincipalTags',
    'PrincipalTags.tenant',
  ],
  'AWS::S3::Bucket': [
    'BucketEncryption',
    'BucketEncryption.ServerSideEncryptionConfiguration!',
    'BucketEncryption.ServerSideEncryptionConfiguration[].ServerSideEncryptionByDefault',
    'BucketEncryption.ServerSideEncryptionConfiguration[].ServerSideEncryptionByDefault.SSEAlgorithm!',
    'OwnershipControls',
    'OwnershipControls.Rules!',
    'OwnershipControls.Rules[].ObjectOwnership',
    'PublicAccessBlockConfiguration',
    'PublicAccessBlockConfiguration.BlockPublicAcls',
    'PublicAccessBlockConfiguration.BlockPublicPolicy',
    'PublicAccessBlockConfiguration.IgnorePublicAcls',
    'PublicAccessBlockConfiguration.RestrictPublicBuckets',
  ],
  'AWS::DynamoDB::Table': [
    'BillingMode',
    'AttributeDefinitions',
    'AttributeDefinitions[].AttributeName!',
    'AttributeDefinitions[].AttributeType!',
    'KeySchema!',
    'KeySchema[].AttributeName!',
    'KeySchema[].KeyType!',
  ],
  'AWS::IAM::Role': ['AssumeRolePolicyDocument!', 'ManagedPolicyArns'],
  'AWS::IAM::ManagedPolicy': ['Description', 'PolicyDocument!'],
};

/** What is checked as a policy, and not as properties. */
export const POLICIES: readonly string[] = ['AssumeRolePolicyDocument', 'PolicyDocument'];

/** Source: Terraform registry, provider hashicorp/aws. */
export const TERRAFORM: PropertyLists = {
  aws_cognito_user_pool: [
    'name!',
    'username_attributes',
    'auto_verified_attributes',
    'admin_create_user_config',
    'admin_create_user_config[].allow_admin_create_user_only',
    'schema',
    'schema[].name!',
    'schema[].attribute_data_type!',
    'schema[].mutable',
    'schema[].string_attribute_constraints',
  ],
  aws_cognito_user_pool_client: [
    'name!',
    'user_pool_id!',
    'generate_secret',
    'explicit_auth_flows',
    'prevent_user_existence_errors',
    'read_attributes',
    'write_attributes',
  ],
  aws_cognito_user_group: ['name!', 'user_pool_id!', 'precedence', 'role_arn'],
  aws_cognito_identity_pool: [
    'identity_pool_name!',
    'allow_unauthenticated_identities',
    'allow_classic_flow',
    'cognito_identity_providers',
    'cognito_identity_providers[].provider_name',
    'cognito_identity_providers[].client_id',
    'cognito_identity_providers[].server_side_token_check',
  ],
  aws_cognito_identity_pool_roles_attachment: [
    'identity_pool_id!',
    'roles!',
    'roles.authenticated',
    'roles.unauthenticated',
    'role_mapping',
    'role_mapping[].identity_provider!',
    'role_mapping[].type!',
    'role_mapping[].ambiguous_role_resolution',
  ],
  aws_cognito_identity_pool_provider_principal_tag: [
    'identity_pool_id!',
    'identity_provider_name!',
    'use_defaults',
    'principal_tags',
    'principal_tags.tenant',
  ],
  aws_s3_bucket: ['bucket'],
  aws_s3_bucket_public_access_block: [
    'bucket!',
    'block_public_acls',
    'block_public_policy',
    'ignore_public_acls',
    'restrict_public_buckets',
  ],
  aws_dynamodb_table: [
    'name!',
    'billing_mode',
    'hash_key!',
    'range_key',
    'attribute!',
    'attribute[].name!',
    'attribute[].type!',
  ],
  aws_iam_role: ['name', 'assume_role_policy!'],
  aws_iam_policy: ['name', 'description', 'policy!'],
  // The policies that are attached are checked where they are read.
  aws_iam_role_policy_attachment: ['for_each', 'for_each.*', 'role!', 'policy_arn!'],
  aws_iam_policy_document: [
    'statement',
    'statement[].sid',
    'statement[].effect',
    'statement[].actions!',
    'statement[].resources',
    'statement[].principals',
    'statement[].principals[].type!',
    'statement[].principals[].identifiers!',
    'statement[].condition',
    'statement[].condition[].test!',
    'statement[].condition[].variable!',
    'statement[].condition[].values!',
  ],
};

/** What is wrong with the properties of a resource: names that there are not, and required ones that are missing. */
export function propertyProblems(
  where: string,
  properties: unknown,
  allowed: readonly string[] | undefined,
  opaque: readonly string[] = [],
): string[] {
  if (allowed === undefined) return [`${where}: the type is not known`];
  const known = new Set(allowed.map((name) => name.replace('!', '')));
  const problems: string[] = [];
  const visit = (value: unknown, prefix: string): void => {
    if (Array.isArray(value)) {
      for (const member of value) if (isObject(member)) visit(member, `${prefix}[]`);
      return;
    }
    if (!isObject(value) || isFunction(value)) return;
    for (const required of allowed) {
      const name = requiredUnder(required, prefix);
      if (name !== undefined && !(name in value)) problems.push(`${where}: ${prefix} has no ${name}`);
    }
    for (const [name, member] of Object.entries(value)) {
      const path = prefix === '' ? name : `${prefix}.${name}`;
      if (!known.has(path) && !known.has(`${prefix}.*`)) problems.push(`${where}: there is no ${path}`);
      else if (!opaque.includes(path)) visit(member, path);
    }
  };
  visit(properties, '');
  return problems;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isFunction = (value: object): boolean =>
  Object.keys(value).every((name) => name === 'Ref' || name.startsWith('Fn::')) &&
  Object.keys(value).length === 1;

/** The last name of a required property, if it stands right under the prefix. */
function requiredUnder(entry: string, prefix: string): string | undefined {
  if (!entry.endsWith('!')) return undefined;
  const path = entry.slice(0, -1);
  const dot = path.lastIndexOf('.');
  return (dot < 0 ? '' : path.slice(0, dot)) === prefix ? path.slice(dot + 1) : undefined;
}
