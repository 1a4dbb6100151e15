import { Sandbox, type TriggerTarget } from 'castellan-sandbox';
import { claimsFor, declareClaims } from 'castellan/triggers';
import { signIn } from '../support/sign-in.js';

const ROLE = 'arn:aws:iam::123456789012:role/tenant';
const POOL = 'eu-west-1_TenantABC';
const PASSWORD = 'Correct-horse-1';

/** What the trigger adds and the application asks for: one list for both. */
export const tenantClaims = declareClaims('tenant');

/** Who belongs to whom: a database in real life, which Cognito knows nothing of. */
const TENANTS: Readonly<Record<string, string>> = { alice: 'acme', bob: 'beta' };

/** The function that Cognito calls. */
export const addTenant = claimsFor(tenantClaims, ({ userName, request }) => {
  const tenant = TENANTS[userName];
  const groups = request.groupConfiguration?.groupsToOverride ?? [];
  return tenant === undefined ? undefined : { claims: { tenant }, groups: [...groups, `${tenant}:members`] };
});

/** A user pool with the trigger, an identity pool that makes its claim a principal tag, and a bucket for all tenants. */
export const tenantSandbox = (target: TriggerTarget): Promise<Sandbox> =>
  Sandbox.start({
    userPools: [
      {
        userPoolId: POOL,
        clients: [{ name: 'web', clientId: 'web_client' }],
        users: ['alice', 'bob', 'carol'].map((username) => ({ username, password: PASSWORD })),
        triggers: { preTokenGeneration: { version: 'V2_0', target } },
      },
    ],
    identityPools: [
      {
        identityPoolId: 'eu-west-1:00000000-1111-2222-3333-555555555555',
        providers: [{ providerName: POOL, clientId: 'web_client' }],
        roles: { authenticated: ROLE },
        principalTags: { [POOL]: { tags: { tenant: 'tenant' } } },
      },
    ],
    roles: [
      {
        roleArn: ROLE,
        policies: [
          {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Action: ['s3:GetObject', 's3:PutObject'],
                Resource: 'arn:aws:s3:::tenants/${aws:PrincipalTag/tenant}/*',
              },
            ],
          },
        ],
        trustPolicy: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Federated: 'cognito-identity.amazonaws.com' },
              Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'],
            },
          ],
        },
      },
    ],
    buckets: ['tenants'],
  });

export const tokensOf = (sandbox: Sandbox, username: string) =>
  signIn(sandbox.url, 'web_client', username, PASSWORD);
