import type { GroupOptions } from '../user-pool-options.js';
import { ServiceError } from '../http/service-error.js';

/** A group of a pool. Times are in milliseconds since the epoch. */
export interface Group extends GroupOptions {
  readonly createdAt: number;
  /** Absent: it was never changed. */
  readonly modifiedAt?: number;
}

/** The groups of one pool and who is in them. Group names are case-sensitive. */
export class Groups {
  private readonly groups = new Map<string, Group>();
  /** The names of a user's groups, by `sub`. */
  private readonly members = new Map<string, Set<string>>();

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

  update(group: Group, changes: Omit<GroupOptions, 'groupName'>, now: number): Group {
    const changed: Group = { ...group, ...changes, modifiedAt: now };
    this.groups.set(group.groupName, changed);
    return changed;
  }

  delete({ groupName }: Group): void {
    this.groups.delete(groupName);
    // A later group of the same name is another one.
    for (const names of this.members.values()) names.delete(groupName);
  }

  addMember({ groupName }: Group, sub: string): void {
    const names = this.members.get(sub) ?? new Set<string>();
    this.members.set(sub, names.add(groupName));
  }

  removeMember({ groupName }: Group, sub: string): void {
    this.members.get(sub)?.delete(groupName);
  }

  forget(sub: string): void {
    this.members.delete(sub);
  }

  /** The groups of a user, the lowest precedence first. */
  ofUser(sub: string): readonly Group[] {
    return [...(this.members.get(sub) ?? [])]
      .flatMap((name) => this.groups.get(name) ?? [])
      .sort((a, b) => (precedenceOf(a) === precedenceOf(b) ? 0 : precedenceOf(a) - precedenceOf(b)));
  }
}

/** No precedence at all comes after every number. */
export const precedenceOf = (group: GroupOptions): number => group.precedence ?? Number.POSITIVE_INFINITY;
