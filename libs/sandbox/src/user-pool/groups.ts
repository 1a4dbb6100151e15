import type { GroupOptions } from '../options.js';
import { ServiceError } from '../http/service-error.js';

/** A group of a pool. Times are in milliseconds since the epoch. */
export interface Group extends GroupOptions {
  readonly createdAt: number;
}

/** The groups of one pool and who is in them. Group names are case-sensitive. */
export class Groups {
  private readonly groups = new Map<string, Group>();
  private readonly members = new Map<string, Set<Group>>();

  get(groupName: string): Group | undefined {
    return this.groups.get(groupName);
  }

  list(): readonly Group[] {
    return [...this.groups.values()];
  }

  /** Throws `GroupExistsException`. */
  create(options: GroupOptions, now: number): Group {
    if (this.groups.has(options.groupName)) {
      throw new ServiceError('GroupExistsException', 'A group with the name already exists.');
    }
    const group: Group = { ...options, createdAt: now };
    this.groups.set(group.groupName, group);
    return group;
  }

  addMember(group: Group, sub: string): void {
    const groups = this.members.get(sub) ?? new Set<Group>();
    this.members.set(sub, groups.add(group));
  }

  removeMember(group: Group, sub: string): void {
    this.members.get(sub)?.delete(group);
  }

  forget(sub: string): void {
    this.members.delete(sub);
  }

  /** The groups of a user, the lowest precedence first. */
  ofUser(sub: string): readonly Group[] {
    return [...(this.members.get(sub) ?? [])].sort((a, b) =>
      precedenceOf(a) === precedenceOf(b) ? 0 : precedenceOf(a) - precedenceOf(b),
    );
  }
}

/** No precedence at all comes after every number. */
export const precedenceOf = (group: GroupOptions): number => group.precedence ?? Number.POSITIVE_INFINITY;
