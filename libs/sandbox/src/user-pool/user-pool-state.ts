import { createPrivateKey } from 'node:crypto';
import type { GroupOptions } from '../user-pool-options.js';
import type { IdentityProvider } from './federation/identity-provider.js';
import type { StoredSignIn } from './sign-in-sessions.js';
import { type SigningKey, signingKeyOf } from './signing-keys.js';
import type { SrpVerifier } from './srp/srp-verifier.js';
import type { UserPool } from './user-pool.js';
import type { User } from './users.js';

/** A signing key as it is kept: the private key in PKCS #8, from which the rest is made. */
interface KeptKey {
  readonly kid: string;
  readonly privateKey: string;
}

type KeptUser = Omit<User, 'attributes' | 'password'> & {
  readonly attributes: Readonly<Record<string, string>>;
  readonly password: { readonly salt: string; readonly key: string; readonly srp: SrpVerifier };
  readonly groups: readonly string[];
};

/** What a user pool keeps when the sandbox ends. It is JSON. */
export interface UserPoolState {
  readonly userPoolId: string;
  readonly clients: readonly {
    readonly name: string;
    readonly clientId: string;
    readonly clientSecret?: string;
  }[];
  readonly keys: { readonly id: KeptKey; readonly access: KeptKey };
  readonly groups: readonly (GroupOptions & { readonly createdAt: number; readonly modifiedAt?: number })[];
  readonly users: readonly KeptUser[];
  /** Users who were seeded once. One of them who was deleted is not seeded again. */
  readonly seeded: readonly string[];
  readonly signIns: readonly StoredSignIn[];
  /** Absent in what older sandboxes kept. */
  readonly identityProviders?: readonly IdentityProvider[];
}

export const userPoolState = (pool: UserPool): UserPoolState => ({
  userPoolId: pool.userPoolId,
  clients: pool.clients.map(({ name, clientId, clientSecret }) => ({
    name,
    clientId,
    ...(clientSecret !== undefined && { clientSecret }),
  })),
  keys: { id: keptKey(pool.keys.id), access: keptKey(pool.keys.access) },
  groups: pool.groups.list(),
  users: pool.users.list().map(({ attributes, password, ...user }) => ({
    ...user,
    attributes: Object.fromEntries(attributes),
    password: {
      ...password,
      salt: password.salt.toString('base64'),
      key: password.key.toString('base64'),
    },
    groups: pool.groups.ofUser(user.sub).map(({ groupName }) => groupName),
  })),
  seeded: [...new Set([...pool.seededBefore, ...pool.seedUsers.map(({ username }) => username)])],
  signIns: pool.sessions.list(),
  identityProviders: pool.identityProviders.list(),
});

/** Brings users, their groups and their sign-ins back into a pool that has none yet. */
export function restoreUserPool(
  pool: UserPool,
  { groups, users, signIns, identityProviders = [] }: UserPoolState,
): void {
  for (const provider of identityProviders) pool.identityProviders.put(provider);
  for (const { createdAt, ...group } of groups) {
    if (pool.groups.get(group.groupName) === undefined) pool.groups.create(group, createdAt);
  }
  for (const { attributes, password, groups: memberships, ...user } of users) {
    pool.users.restore({
      ...user,
      attributes: new Map(Object.entries(attributes)),
      password: {
        ...password,
        salt: Buffer.from(password.salt, 'base64'),
        key: Buffer.from(password.key, 'base64'),
      },
    });
    for (const name of memberships) {
      const group = pool.groups.get(name);
      if (group !== undefined) pool.groups.addMember(group, user.sub);
    }
  }
  pool.sessions.restore(signIns);
}

export const restoredKeys = ({ keys: { id, access } }: UserPoolState) => ({
  id: signingKeyOf(id.kid, createPrivateKey(id.privateKey)),
  access: signingKeyOf(access.kid, createPrivateKey(access.privateKey)),
});

const keptKey = ({ kid, privateKey }: SigningKey): KeptKey => ({
  kid,
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
});
