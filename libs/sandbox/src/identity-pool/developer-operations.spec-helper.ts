import type { SandboxOptions } from '../options.js';

export const ACCOUNT = '123456789012';
export const REGION = 'eu-west-1';
export const POOL = 'eu-west-1:00000000-0000-4000-8000-000000000001';
export const OTHER = 'eu-west-1:00000000-0000-4000-8000-000000000002';
export const UNKNOWN = 'eu-west-1:00000000-0000-4000-8000-00000000ffff';
const USER_POOL = 'eu-west-1_AbCdEf123';
export const DEVELOPERS = 'login.example.app';
export const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
export const poolArn = (id: string): string =>
  `arn:aws:cognito-identity:${REGION}:${ACCOUNT}:identitypool/${id}`;
const allow = (Action: string | string[], Resource: string) =>
  ({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource } }) as const;

/** Two identity pools over one user pool, and IAM users with different rights. */
export const OPTIONS: SandboxOptions = {
  roles: ['Member', 'Editor'].map((name) => ({ roleArn: role(name), policies: [] })),
  iamUsers: [
    {
      userName: 'reader',
      policies: [allow('cognito-identity:Describe*', poolArn(POOL)), allow('cognito-identity:List*', '*')],
    },
    {
      userName: 'deployer',
      policies: [allow('cognito-identity:*', '*'), allow('iam:PassRole', role('Editor'))],
    },
  ],
  userPools: [
    {
      userPoolId: USER_POOL,
      clients: [{ name: 'web', clientId: 'web' }],
      users: ['alice', 'bob', 'carol'].map((username) => ({ username, password: 'Passw0rd!' })),
    },
  ],
  identityPools: [POOL, OTHER].map((identityPoolId) => ({
    identityPoolId,
    providers: [{ providerName: USER_POOL, clientId: 'web' }],
    roles: { authenticated: role('Member') },
    developerProviderName: DEVELOPERS,
  })),
};
