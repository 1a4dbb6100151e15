import { pageOf } from '../page.js';
import { STANDARD_ATTRIBUTES, type AttributeType } from '../standard-attributes.js';
import type { UserPool } from '../user-pool.js';
import type { RunOperation } from './operation.js';
import { poolOf } from './request-subjects.js';
import { wireTime } from './wire-format.js';

const DATA_TYPES: Readonly<Partial<Record<AttributeType, string>>> = {
  boolean: 'Boolean',
  number: 'Number',
  dateTime: 'DateTime',
};

/** `DescribeUserPool`. The dates are those of the sandbox's start. */
export const describeUserPool: RunOperation = async (input, { pools }) => ({
  UserPool: wirePool(poolOf(input, pools)),
});

/** `ListUserPools` */
export const listUserPools: RunOperation = async (input, { pools }) => {
  input.integer('MaxResults', 1, 60);
  const { page, next } = pageOf(input, pools.list(), { limit: 'MaxResults', token: 'NextToken' });
  return {
    UserPools: page.map((pool) => ({
      Id: pool.userPoolId,
      Name: pool.settings.name,
      ...dates(pool),
    })),
    ...next,
  };
};

function wirePool(pool: UserPool): object {
  const { settings } = pool;
  const { passwordPolicy: policy } = settings;
  return {
    Id: pool.userPoolId,
    Name: settings.name,
    Arn: pool.arn,
    Policies: {
      PasswordPolicy: {
        MinimumLength: policy.minimumLength,
        RequireUppercase: policy.requireUppercase,
        RequireLowercase: policy.requireLowercase,
        RequireNumbers: policy.requireNumbers,
        RequireSymbols: policy.requireSymbols,
        TemporaryPasswordValidityDays: policy.temporaryPasswordValidityDays,
      },
    },
    SchemaAttributes: schemaAttributes(pool),
    AutoVerifiedAttributes: settings.autoVerifiedAttributes,
    ...(settings.aliasAttributes.length > 0 && { AliasAttributes: settings.aliasAttributes }),
    ...(settings.usernameAttributes.length > 0 && { UsernameAttributes: settings.usernameAttributes }),
    UsernameConfiguration: { CaseSensitive: settings.usernameCaseSensitive },
    UserAttributeUpdateSettings: {
      AttributesRequireVerificationBeforeUpdate: settings.attributesRequireVerificationBeforeUpdate,
    },
    AdminCreateUserConfig: {
      AllowAdminCreateUserOnly: settings.allowAdminCreateUserOnly,
      UnusedAccountValidityDays: policy.temporaryPasswordValidityDays,
    },
    AccountRecoverySetting: {
      RecoveryMechanisms: settings.accountRecovery.map((Name, index) => ({ Name, Priority: index + 1 })),
    },
    MfaConfiguration: pool.mfa.configuration,
    EstimatedNumberOfUsers: pool.users.list().length,
    DeletionProtection: 'INACTIVE',
    ...dates(pool),
  };
}

const dates = ({ createdAt }: UserPool): object => ({
  CreationDate: wireTime(createdAt),
  LastModifiedDate: wireTime(createdAt),
});

const schemaAttributes = ({ schema }: UserPool): readonly object[] => [
  ...Array.from([['sub', 'string'] as const, ...STANDARD_ATTRIBUTES], ([Name, type]) => ({
    Name,
    AttributeDataType: DATA_TYPES[type] ?? 'String',
    DeveloperOnlyAttribute: false,
    Mutable: Name !== 'sub',
    Required: Name === 'sub',
  })),
  ...schema.customAttributes().map(({ name, type = 'String', mutable = true }) => ({
    Name: name,
    AttributeDataType: type,
    DeveloperOnlyAttribute: false,
    Mutable: mutable,
    Required: false,
  })),
];
