import type { CastellanOptions } from 'castellan';
import { type PolicyDocument, Sandbox } from 'castellan-sandbox';
import type { Tokens } from '../support/api.js';
import { signIn } from '../support/sign-in.js';

const ACCOUNT = '123456789012';
const USER_POOL = 'eu-west-1_Strategy1';
const ENHANCED_POOL = 'eu-west-1:00000000-1111-2222-3333-555555555555';
const CLASSIC_POOL = 'eu-west-1:00000000-1111-2222-3333-666666666666';
const PASSWORD = 'Correct-horse-1';
/** What the developer provider of an identity pool is called. */
export const DEVELOPER_PROVIDER = 'login.example.app';

export const roleArn = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;

const FILES: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: ['arn:aws:s3:::files', 'arn:aws:s3:::files/*'] }],
};
/** What token vending keeps users apart with: the tag that the session has. */
const OWN_TENANT: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::files/${aws:PrincipalTag/tenant}/*' },
  ],
};

/** A sandbox in which a user can get credentials in every way there is. */
export class StrategyWorld {
  private constructor(readonly sandbox: Sandbox) {}

  static async create(): Promise<StrategyWorld> {
    const host = `arn:aws:iam::${ACCOUNT}:user/host`;
    const trustPolicy = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: {
            Federated: [
              'cognito-identity.amazonaws.com',
              `arn:aws:iam::${ACCOUNT}:oidc-provider/cognito-idp.eu-west-1.amazonaws.com/${USER_POOL}`,
            ],
          },
          Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'],
        },
        { Effect: 'Allow', Principal: { AWS: host }, Action: ['sts:AssumeRole', 'sts:TagSession'] },
      ],
    } as const;
    const sandbox = await Sandbox.start({
      userPools: [
        {
          userPoolId: USER_POOL,
          clients: [{ name: 'web', clientId: 'web_client' }],
          customAttributes: [{ name: 'custom:tenant' }],
          groups: [
            { groupName: 'editors', precedence: 2, roleArn: roleArn('editors') },
            { groupName: 'staff', precedence: 1, roleArn: roleArn('caller') },
          ],
          users: [
            {
              username: 'alice',
              password: PASSWORD,
              groups: ['staff', 'editors'],
              attributes: { 'custom:tenant': 'acme' },
            },
            {
              username: 'bob',
              password: PASSWORD,
              groups: ['staff'],
              attributes: { 'custom:tenant': 'bolt' },
            },
            {
              username: 'refused',
              password: PASSWORD,
              groups: ['staff'],
              attributes: { 'custom:tenant': 'acme' },
            },
            {
              username: 'throttled',
              password: PASSWORD,
              groups: ['staff'],
              attributes: { 'custom:tenant': 'acme' },
            },
            {
              username: 'failed',
              password: PASSWORD,
              groups: ['staff'],
              attributes: { 'custom:tenant': 'acme' },
            },
          ],
        },
      ],
      openIdConnectProviders: [{ url: USER_POOL, clientIds: ['web_client'] }],
      identityPools: [
        {
          identityPoolId: ENHANCED_POOL,
          providers: [{ providerName: USER_POOL, clientId: 'web_client' }],
          roles: { authenticated: roleArn('caller'), unauthenticated: roleArn('guest') },
          roleMappings: { [`${USER_POOL}:web_client`]: { type: 'Token' } },
          allowUnauthenticatedIdentities: true,
        },
        {
          identityPoolId: CLASSIC_POOL,
          providers: [{ providerName: USER_POOL, clientId: 'web_client' }],
          roles: { authenticated: roleArn('caller') },
          allowClassicFlow: true,
          developerProviderName: DEVELOPER_PROVIDER,
        },
      ],
      roles: [
        { roleArn: roleArn('caller'), policies: [FILES], trustPolicy },
        { roleArn: roleArn('editors'), policies: [FILES], trustPolicy },
        { roleArn: roleArn('guest'), policies: [FILES] },
        { roleArn: roleArn('tenant'), policies: [OWN_TENANT], trustPolicy },
      ],
      iamUsers: [
        {
          userName: 'host',
          policies: [
            {
              Version: '2012-10-17',
              Statement: {
                Effect: 'Allow',
                Action: [
                  'sts:AssumeRole',
                  'sts:TagSession',
                  'cognito-identity:GetOpenIdTokenForDeveloperIdentity',
                ],
                Resource: '*',
              },
            },
          ],
        },
      ],
      buckets: ['files'],
    });
    return new StrategyWorld(sandbox);
  }

  /** The keys that the host is given by its operators. */
  readonly hostCredentials = async () => {
    const { accessKeyId, secretAccessKey } = this.sandbox.iamUsers[0]!;
    return { accessKeyId, secretAccessKey };
  };

  /** Options of a Castellan with one of the strategies. */
  options(strategy: Pick<CastellanOptions, 'identityPool' | 'credentials'>): CastellanOptions {
    const { userPools, s3 } = this.sandbox.describe();
    return {
      userPools: userPools.map(({ userPoolId, issuer }) => ({
        userPoolId,
        issuer,
        clientIds: ['web_client'],
        tokenUse: 'access',
      })),
      awsClientDefaults: { endpoint: s3.endpoint, forcePathStyle: true },
      ...strategy,
    };
  }

  /** A pool that maps roles by token, and one that maps none and allows the classic flow. */
  pool(kind: 'enhanced' | 'classic') {
    return {
      identityPoolId: kind === 'enhanced' ? ENHANCED_POOL : CLASSIC_POOL,
      endpoint: this.sandbox.url,
      timeoutMilliseconds: 60_000,
    };
  }

  tokens(username: string): Promise<Required<Tokens>> {
    return signIn(this.sandbox.url, 'web_client', username, PASSWORD);
  }

  stop(): Promise<void> {
    return this.sandbox.stop();
  }
}
