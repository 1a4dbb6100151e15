import { ForEveryone, Policies, type Rules } from 'castellan';

export class Announcement {
  constructor(
    readonly text: string,
    readonly from: Date,
    readonly until: Date,
  ) {}

  /** Rules read it anew at every decision. */
  get isCurrent(): boolean {
    const now = Date.now();
    return this.from.getTime() <= now && now < this.until.getTime();
  }
}

@Policies()
export class AnnouncementPolicies {
  @ForEveryone()
  everyone({ can }: Rules) {
    can('read', Announcement, { isCurrent: true });
  }
}
