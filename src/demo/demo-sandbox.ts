import { type Sandbox, type SandboxOptions } from 'castellan-sandbox';
import { BrowserSessions } from 'castellan/user-pool';
import { randomBytes } from 'node:crypto';
import type { AppConfiguration } from '../configuration/configuration.js';

const ACCOUNT_ID = '123456789012';
const REGION = 'eu-west-1';
const USER_POOL_ID = `${REGION}_Castellan`;
const BUCKET = 'castellan-files';
const WEB_CLIENT_ID = 'castellan_demo_web';
const CALLER_ROLE = `arn:aws:iam::${ACCOUNT_ID}:role/documents-caller`;

/** The users that `npm start` shows. Their passwords are for everybody to read; the sandbox is in memory. */
export const DEMO_USERS = [
  { username: 'alice', password: 'Alice-in-the-castle-1', groups: ['editors'] },
  { username: 'bob', password: 'Bob-at-the-gate-1', groups: [] },
  { username: 'carol', password: 'Carol-with-the-keys-1', groups: ['admins'] },
] as const;

/**
 * What every signed-in caller may do at AWS: work on objects under their own identity ID. The variable is filled
 * in for each caller by AWS, not by the app.
 */
const callerPolicy = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      Resource: `arn:aws:s3:::${BUCKET}/\${cognito-identity.amazonaws.com:sub}/*`,
    },
    {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: `arn:aws:s3:::${BUCKET}`,
      Condition: { StringLike: { 's3:prefix': '${cognito-identity.amazonaws.com:sub}/*' } },
    },
  ],
} as const;

/**
 * The Cognito and the S3 of the demo.
 *
 * @param origin - Where browsers reach the app, such as `http://127.0.0.1:3000`.
 */
export function demoSandboxOptions(port: number, origin = 'http://127.0.0.1:3000'): SandboxOptions {
  return {
    port,
    region: REGION,
    accountId: ACCOUNT_ID,
    userPools: [
      {
        userPoolId: USER_POOL_ID,
        clients: [
          {
            name: 'web',
            clientId: WEB_CLIENT_ID,
            callbackUrls: [`${origin}/auth/callback`],
            logoutUrls: [`${origin}/`],
          },
          {
            name: 'reporting',
            clientId: 'castellan_demo_reporting',
            clientSecret: true,
            clientCredentialsScopes: ['reports/read'],
          },
          { name: 'short-lived', clientId: 'castellan_demo_short_lived', accessTokenSeconds: 1 },
          { name: 'another-application', clientId: 'castellan_demo_foreign' },
        ],
        groups: [
          { groupName: 'admins', precedence: 0 },
          { groupName: 'editors', precedence: 10 },
        ],
        users: DEMO_USERS,
        mfa: { configuration: 'OPTIONAL' },
      },
    ],
    identityPools: [
      {
        providers: [{ providerName: USER_POOL_ID, clientId: WEB_CLIENT_ID }],
        roles: { authenticated: CALLER_ROLE },
      },
    ],
    roles: [{ roleArn: CALLER_ROLE, policies: [callerPolicy] }],
    buckets: [BUCKET],
  };
}

/**
 * The configuration of the app against a sandbox. Against AWS it is the same without the addresses.
 *
 * @param origin - Where browsers reach the app. Default: they cannot sign in, and only bearer tokens count.
 */
export function sandboxConfiguration(sandbox: Sandbox, origin?: string): AppConfiguration {
  const { userPools, identityPools, s3 } = sandbox.describe();
  const [userPool] = userPools;
  const [identityPool] = identityPools;
  if (userPool === undefined || identityPool === undefined) {
    throw new Error('The sandbox has no user pool or no identity pool. Start it with demoSandboxOptions().');
  }
  const accepted = userPool.clients.filter(({ name }) => name !== 'another-application');
  return {
    castellan: {
      userPools: [
        {
          userPoolId: userPool.userPoolId,
          issuer: userPool.issuer,
          clientIds: accepted.map(({ clientId }) => clientId),
          tokenUse: 'access',
        },
      ],
      identityPool: { identityPoolId: identityPool.identityPoolId, endpoint: identityPool.endpoint },
      awsClientDefaults: { endpoint: s3.endpoint, forcePathStyle: true },
      ...(origin !== undefined && {
        sessions: new BrowserSessions({
          origin,
          clientId: WEB_CLIENT_ID,
          scopes: ['openid', 'aws.cognito.signin.user.admin'],
          secrets: [randomBytes(32).toString('base64')],
          store: 'cookie',
        }),
      }),
    },
    filesBucket: BUCKET,
    account: {
      userPoolId: userPool.userPoolId,
      issuer: userPool.issuer,
      clientId: WEB_CLIENT_ID,
      endpoint: userPool.endpoint,
    },
  };
}
