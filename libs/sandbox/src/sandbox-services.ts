import { type CheckedOptions, checkGroupRoles } from './checked-options.js';
import { S3_PATH } from './http/sandbox-routes.js';
import { IdentityPools } from './identity-pool/identity-pools.js';
import { S3Service } from './s3/s3-service.js';
import { SessionStore } from './sts/session-store.js';
import { StsService } from './sts/sts-service.js';
import { UserPools } from './user-pool/index.js';

/** The services of a sandbox, which together are its AWS. */
export interface SandboxServices {
  readonly userPools: UserPools;
  readonly identityPools: IdentityPools;
  readonly sessions: SessionStore;
  readonly s3: S3Service;
  readonly sts: StsService;
}

/** Makes the services. Throws an `Error` that names the option for one that can not be used. */
export async function createServices(options: CheckedOptions, baseUrl: string): Promise<SandboxServices> {
  const { region, accountId, clock, roles, buckets, identityPools } = options;
  const sessions = new SessionStore({ clock, accountId, roles });
  const userPools = await UserPools.create({ region, accountId, clock, baseUrl, pools: options.userPools });
  checkGroupRoles(options);
  return {
    sessions,
    userPools,
    identityPools: new IdentityPools({
      region,
      accountId,
      clock,
      identityPools,
      userPools: userPools.list(),
      roleArns: new Set(roles.map(({ roleArn }) => roleArn)),
      sessions,
    }),
    s3: new S3Service({ clock, region, sessions, buckets, basePath: S3_PATH }),
    sts: new StsService({ clock, sessions }),
  };
}
