import { type CheckedOptions, checkGroupRoles } from './checked-options.js';
import { DynamoDbService } from './dynamodb/dynamodb-service.js';
import { S3_PATH } from './http/sandbox-routes.js';
import type { ServiceTraffic } from './http/service-traffic.js';
import { accountLoginProviders } from './identity-pool/external-logins/account-login-providers.js';
import { IdentityPools } from './identity-pool/identity-pools.js';
import { S3Service } from './s3/s3-service.js';
import { createOidcProviders } from './sts/oidc-providers.js';
import { SessionStore } from './sts/session-store.js';
import { StsService } from './sts/sts-service.js';
import { UserPools } from './user-pool/index.js';
import type { UserPoolState } from './user-pool/user-pool-state.js';

/** The services of a sandbox, which together are its AWS. */
export interface SandboxServices {
  readonly userPools: UserPools;
  readonly identityPools: IdentityPools;
  readonly sessions: SessionStore;
  readonly s3: S3Service;
  readonly dynamoDb: DynamoDbService;
  readonly sts: StsService;
}

/** Makes the services. Throws an `Error` that names the option for one that can not be used. */
export async function createServices(
  options: CheckedOptions,
  baseUrl: string,
  stsTraffic: ServiceTraffic,
  kept: readonly UserPoolState[] = [],
): Promise<SandboxServices> {
  const { region, accountId, clock, roles, buckets, iamUsers, administrator } = options;
  const sessions = new SessionStore({ clock, accountId, roles, iamUsers, administrator });
  const userPools = await UserPools.create({
    ...{ region, accountId, clock, baseUrl, kept },
    pools: options.userPools,
  });
  checkGroupRoles(options);
  const around = { accountId, region, userPools: userPools.list() };
  const openIdConnectProviders = createOidcProviders(options.openIdConnectProviders, around);
  const { samlProviders, publicLoginProviders } = options;
  const identityPools = new IdentityPools({
    region,
    accountId,
    clock,
    identityPools: options.identityPools,
    userPools: userPools.list(),
    roleArns: new Set(roles.map(({ roleArn }) => roleArn)),
    loginProviders: accountLoginProviders({
      accountId,
      samlProviders,
      publicLoginProviders,
      openIdConnectProviders,
    }),
    sessions,
  });
  const webIdentityProviders = [identityPools.webIdentityProvider(), ...openIdConnectProviders];
  return {
    sessions,
    userPools,
    identityPools,
    s3: new S3Service({ clock, region, sessions, buckets, basePath: S3_PATH }),
    dynamoDb: new DynamoDbService({ clock, region, sessions, tables: options.tables }),
    sts: new StsService({ clock, sessions, webIdentityProviders, traffic: stsTraffic }),
  };
}
