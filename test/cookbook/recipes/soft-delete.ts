import { ForGroup, Policies, type Rules, type UserPrincipal } from 'castellan';

export interface Ticket {
  deleted: boolean;
  deletedAt: Date | null;
  status: 'unassigned' | 'assigned' | 'closed';
  assigneeId: string | null;
}

@Policies()
export class TicketPolicies {
  @ForGroup('agents')
  agents({ can, cannot }: Rules, agent: UserPrincipal) {
    can('read', 'Ticket');
    can('take', 'Ticket', { status: 'unassigned' });
    can('close', 'Ticket', { status: 'assigned', assigneeId: agent.sub });
    cannot(['read', 'take', 'close'], 'Ticket', { deleted: { $ne: false } }).because('the ticket is deleted');
  }

  @ForGroup('supervisors', { includes: ['agents'] })
  supervisors({ can }: Rules) {
    can('restore', 'Ticket', { deleted: true });
  }
}
