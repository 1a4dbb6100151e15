import type { SandboxOptions } from '../options.js';

const REGION = 'eu-west-1';
const USER_POOL = `${REGION}_Sandbox01`;
const MEMBER = 'arn:aws:iam::123456789012:role/Member';

/** What the command runs without a file: enough to sign in, to get credentials and to use them. */
export const DEFAULT_OPTIONS: SandboxOptions = {
  region: REGION,
  userPools: [
    {
      userPoolId: USER_POOL,
      clients: [{ name: 'web', clientId: 'web_client' }],
      users: ['alice', 'bob'].map((username) => ({
        username,
        password: 'Passw0rd!',
        attributes: { email: `${username}@example.com` },
      })),
    },
  ],
  identityPools: [
    {
      identityPoolId: `${REGION}:00000000-0000-4000-8000-000000000001`,
      providers: [{ providerName: USER_POOL, clientId: 'web_client' }],
      roles: { authenticated: MEMBER },
    },
  ],
  roles: [
    {
      roleArn: MEMBER,
      policies: [
        {
          Version: '2012-10-17',
          Statement: {
            Effect: 'Allow',
            Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
            Resource: 'arn:aws:s3:::documents/${cognito-identity.amazonaws.com:sub}/*',
          },
        },
      ],
    },
  ],
  buckets: ['documents'],
};
