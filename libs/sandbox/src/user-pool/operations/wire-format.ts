import { identitiesClaim } from '../federation/external-identity.js';
import type { Group } from '../groups.js';
import type { UserPool } from '../user-pool.js';
import type { User } from '../users.js';

/** Timestamps are numbers of seconds since the epoch. */
export const wireTime = (milliseconds: number): number => milliseconds / 1000;

/** A user's attributes as a list, `sub` first. */
export const wireAttributes = (user: User): object[] => [
  { Name: 'sub', Value: user.sub },
  ...Array.from(user.attributes, ([Name, Value]) => ({ Name, Value })),
  ...(user.identities?.length
    ? [{ Name: 'identities', Value: JSON.stringify(identitiesClaim(user.identities)) }]
    : []),
];

/** What every description of a user by an administrator has besides name and attributes. */
export const wireUserState = (user: User): object => ({
  UserCreateDate: wireTime(user.createdAt),
  UserLastModifiedDate: wireTime(user.modifiedAt),
  Enabled: user.enabled,
  UserStatus: user.status,
});

/** A user as lists and `AdminCreateUser` show one. */
export const wireUser = (user: User): object => ({
  Username: user.username,
  Attributes: wireAttributes(user),
  ...wireUserState(user),
});

export const wireGroup = (group: Group, pool: UserPool): object => ({
  GroupName: group.groupName,
  UserPoolId: pool.userPoolId,
  ...(group.description === undefined ? {} : { Description: group.description }),
  ...(group.roleArn === undefined ? {} : { RoleArn: group.roleArn }),
  ...(group.precedence === undefined ? {} : { Precedence: group.precedence }),
  CreationDate: wireTime(group.createdAt),
  LastModifiedDate: wireTime(group.modifiedAt ?? group.createdAt),
});
