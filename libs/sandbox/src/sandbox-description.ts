import type { SeedUserOptions } from './user-pool-options.js';
import type { UserPool } from './user-pool/index.js';

/** An app client. */
export interface ClientDescription {
  readonly clientId: string;
  readonly name: string;
  readonly clientSecret?: string;
}

/** A user who was there from the start. */
export interface UserDescription {
  readonly username: string;
  readonly password: string;
  readonly groups: readonly string[];
}

/** A user pool. */
export interface UserPoolDescription {
  readonly userPoolId: string;
  /** The `iss` of its tokens. Without the scheme it is the key in the `Logins` of an identity pool. */
  readonly issuer: string;
  /** The endpoint for `@aws-sdk/client-cognito-identity-provider`. */
  readonly endpoint: string;
  readonly clients: readonly ClientDescription[];
  /** Seeded users only: nobody else's password is known. */
  readonly users: readonly UserDescription[];
}

/** An identity pool. */
export interface IdentityPoolDescription {
  readonly identityPoolId: string;
  /** The endpoint for `@aws-sdk/client-cognito-identity`. */
  readonly endpoint: string;
}

/** The key of the account itself. No policy limits it. */
export interface AdministratorKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** An IAM user with its key. */
export interface IamUserDescription {
  readonly userName: string;
  readonly arn: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** All that a client needs to know, as `GET /sandbox` answers it. */
export interface SandboxDescription {
  readonly region: string;
  readonly userPools: readonly UserPoolDescription[];
  readonly identityPools: readonly IdentityPoolDescription[];
  readonly s3: { readonly endpoint: string; readonly buckets: readonly string[] };
  /** The endpoint for `@aws-sdk/client-dynamodb`, and the tables. */
  readonly dynamoDb: { readonly endpoint: string; readonly tables: readonly string[] };
  readonly administrator: AdministratorKeys;
  readonly iamUsers: readonly IamUserDescription[];
}

export const describeUserPool = (pool: UserPool, endpoint: string): UserPoolDescription => ({
  userPoolId: pool.userPoolId,
  issuer: pool.issuer,
  endpoint,
  clients: pool.clients.map(({ clientId, name, clientSecret }) => ({
    clientId,
    name,
    ...(clientSecret !== undefined && { clientSecret }),
  })),
  users: pool.seedUsers.map(describeUser),
});

const describeUser = ({ username, password, groups = [] }: SeedUserOptions): UserDescription => ({
  username,
  password,
  groups,
});
