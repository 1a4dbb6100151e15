import {
  ForAuthenticated,
  ForGroup,
  Policies,
  type Principal,
  type Rules,
  type UserPrincipal,
} from 'castellan';

/** A report with what stands above it: its teams from the top down, and its folder. */
export interface Report {
  teams: string[];
  folder: { ownerId: string; memberIds: string[] };
}

@Policies()
export class ReportPolicies {
  @ForGroup('analysts')
  analysts({ can }: Rules) {
    can('export', 'Report');
  }

  /** Leads have the rights of analysts, and directors those of leads. */
  @ForGroup('leads', { includes: ['analysts'] })
  leads({ can }: Rules, lead: UserPrincipal) {
    can('approve', 'Report', { teams: lead.claims['custom:team'] });
  }

  @ForGroup('directors', { includes: ['leads'] })
  directors({ can }: Rules) {
    can('archive', 'Report');
  }

  @ForAuthenticated()
  everybodyInTheFolder({ can }: Rules, caller: Principal) {
    can('read', 'Report', { 'folder.memberIds': caller.sub });
    can(['read', 'update'], 'Report', { 'folder.ownerId': caller.sub });
  }
}
