import type { CastellanOptions } from 'castellan';
import { Sandbox, type PolicyDocument, type SeedUserOptions } from 'castellan-sandbox';
import type { Tokens } from './api.js';
import { machineToken, signIn } from './sign-in.js';

const ROLE = 'arn:aws:iam::123456789012:role/caller';

/** What a scenario's world is made of. */
export interface WorldOptions {
  readonly users?: readonly (Pick<SeedUserOptions, 'username'> & Partial<SeedUserOptions>)[];
  /** Groups that nobody is in yet, besides those of the users. */
  readonly groups?: readonly string[];
  readonly policies?: readonly PolicyDocument[];
  readonly clock?: () => number;
  /** Whether the identity pool throttles at AWS's quotas. */
  readonly quotas?: boolean;
}

/** Every object of the bucket `files` is open to every identity: only the record of signers tells users apart. */
export const ANY_OBJECT: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: ['arn:aws:s3:::files', 'arn:aws:s3:::files/*'] }],
};

export const PASSWORD = 'Correct-horse-1';

/** A sandbox with one user pool, one identity pool and one bucket, for a scenario to play in. */
export class World {
  private constructor(readonly sandbox: Sandbox) {}

  static async create({
    users = [],
    groups = [],
    policies = [ANY_OBJECT],
    clock,
    quotas = false,
  }: WorldOptions = {}): Promise<World> {
    const groupNames = [...new Set([...groups, ...users.flatMap((user) => user.groups ?? [])])];
    const sandbox = await Sandbox.start({
      ...(clock !== undefined && { clock }),
      quotas,
      userPools: [
        {
          userPoolId: 'eu-west-1_Scenarios',
          clients: [
            { name: 'web', clientId: 'web_client' },
            {
              name: 'machine',
              clientId: 'machine_client',
              clientSecret: 'machine_secret_machine_secret_machine',
              clientCredentialsScopes: ['articles/read', 'articles/write'],
            },
          ],
          groups: groupNames.map((groupName) => ({ groupName })),
          users: users.map((user) => ({ password: PASSWORD, ...user })),
        },
      ],
      identityPools: [
        {
          identityPoolId: 'eu-west-1:00000000-1111-2222-3333-444444444444',
          providers: [{ providerName: 'eu-west-1_Scenarios', clientId: 'web_client' }],
          roles: { authenticated: ROLE },
        },
      ],
      roles: [{ roleArn: ROLE, policies }],
      buckets: ['files'],
    });
    return new World(sandbox);
  }

  /** Options of a Castellan that accepts this world's tokens. */
  get options(): CastellanOptions {
    const { userPools, identityPools, s3 } = this.sandbox.describe();
    return {
      userPools: userPools.map(({ userPoolId, issuer }) => ({
        userPoolId,
        issuer,
        clientIds: ['web_client', 'machine_client'],
        tokenUse: 'access',
      })),
      // A slow machine is not an outage, and this identity pool has no quotas.
      identityPool: {
        ...identityPools[0]!,
        timeoutMilliseconds: 60_000,
        callLimits: {
          perSecond: { GetId: 1_000_000, GetCredentialsForIdentity: 1_000_000 },
          deadlineMilliseconds: 60_000,
        },
      },
      awsClientDefaults: { endpoint: s3.endpoint, forcePathStyle: true },
    };
  }

  tokens(username: string, password = PASSWORD): Promise<Required<Tokens>> {
    return signIn(this.sandbox.url, 'web_client', username, password);
  }

  machineToken(): Promise<string> {
    return machineToken(this.sandbox.url, 'machine_client', 'machine_secret_machine_secret_machine');
  }

  stop(): Promise<void> {
    return this.sandbox.stop();
  }
}
