import type { GroupType } from '@aws-sdk/client-cognito-identity-provider';
import type { CognitoCalls } from '../cognito-calls.js';
import { CognitoUnavailableError } from '../../errors/index.js';
import { pages } from '../pages.js';
import type { UserPoolSettings } from '../settings.js';
import { type AdministeredUser, toAdministeredUser } from './administered-user.js';

/** What a group is made of. */
export interface GroupRequest {
  readonly name: string;
  readonly description?: string | undefined;
  /** The lowest number wins where a user's groups disagree about a role. */
  readonly precedence?: number | undefined;
  /** The IAM role of the group in identity pools. */
  readonly roleArn?: string | undefined;
}

/** A group of the pool. */
export interface UserGroup {
  readonly name: string;
  readonly description: string | undefined;
  readonly precedence: number | undefined;
  readonly roleArn: string | undefined;
}

/** Groups and who is in them. What a membership gives counts from the next tokens on. */
export class GroupAdministration {
  readonly #settings: Pick<UserPoolSettings, 'userPoolId'>;
  readonly #calls: CognitoCalls;

  /** Made by `UserPoolService`. */
  constructor(settings: Pick<UserPoolSettings, 'userPoolId'>, calls: CognitoCalls) {
    this.#settings = settings;
    this.#calls = calls;
  }

  /** @throws UserPoolConflictError when there is one of this name */
  async create(group: GroupRequest): Promise<UserGroup> {
    const { Group } = await this.#calls.sendAsAdministrator([], (api, options) =>
      api.createGroup({ ...this.#pool, ...cognitoGroup(group) }, options),
    );
    return toGroup(Group);
  }

  /** @throws UserPoolResourceNotFoundError when there is none of this name */
  async get(name: string): Promise<UserGroup> {
    const { Group } = await this.#calls.sendAsAdministrator([], (api, options) =>
      api.getGroup({ ...this.#pool, GroupName: name }, options),
    );
    return toGroup(Group);
  }

  /** Changes a group: what is left out goes as Cognito does it. */
  async update(group: GroupRequest): Promise<UserGroup> {
    const { Group } = await this.#calls.sendAsAdministrator([], (api, options) =>
      api.updateGroup({ ...this.#pool, ...cognitoGroup(group) }, options),
    );
    return toGroup(Group);
  }

  /** Deletes a group; its members stay. */
  async delete(name: string): Promise<void> {
    await this.#calls.sendAsAdministrator([], (api, options) =>
      api.deleteGroup({ ...this.#pool, GroupName: name }, options),
    );
  }

  /** All groups, page after page. */
  list(): AsyncIterable<UserGroup> {
    return pages(async (NextToken) => {
      const answer = await this.#calls.sendAsAdministrator([], (api, options) =>
        api.listGroups({ ...this.#pool, NextToken }, options),
      );
      return { items: (answer.Groups ?? []).map(toGroup), next: answer.NextToken };
    });
  }

  /** The groups of a user, page after page. */
  of(username: string): AsyncIterable<UserGroup> {
    return pages(async (NextToken) => {
      const answer = await this.#calls.sendAsAdministrator([], (api, options) =>
        api.adminListGroupsForUser({ ...this.#pool, Username: username, NextToken }, options),
      );
      return { items: (answer.Groups ?? []).map(toGroup), next: answer.NextToken };
    });
  }

  /** The users in a group, page after page. */
  members(name: string): AsyncIterable<AdministeredUser> {
    return pages(async (NextToken) => {
      const answer = await this.#calls.sendAsAdministrator([], (api, options) =>
        api.listUsersInGroup({ ...this.#pool, GroupName: name, NextToken }, options),
      );
      const items = (answer.Users ?? []).map((user) => toAdministeredUser(user, user.Attributes));
      return { items, next: answer.NextToken };
    });
  }

  /** Puts a user into a group. */
  async add(username: string, name: string): Promise<void> {
    await this.#calls.sendAsAdministrator([], (api, options) =>
      api.adminAddUserToGroup({ ...this.#pool, Username: username, GroupName: name }, options),
    );
  }

  /** Takes a user out of a group. Tokens that the user has keep it: `admin.signOutEverywhere` ends them. */
  async remove(username: string, name: string): Promise<void> {
    await this.#calls.sendAsAdministrator([], (api, options) =>
      api.adminRemoveUserFromGroup({ ...this.#pool, Username: username, GroupName: name }, options),
    );
  }

  get #pool(): { readonly UserPoolId: string } {
    return { UserPoolId: this.#settings.userPoolId };
  }
}

const cognitoGroup = ({ name, description, precedence, roleArn }: GroupRequest) => ({
  GroupName: name,
  Description: description,
  Precedence: precedence,
  RoleArn: roleArn,
});

function toGroup(group: GroupType | undefined): UserGroup {
  if (group?.GroupName === undefined) {
    throw new CognitoUnavailableError('The answer of Cognito has no group.');
  }
  return {
    name: group.GroupName,
    description: group.Description,
    precedence: group.Precedence,
    roleArn: group.RoleArn,
  };
}
