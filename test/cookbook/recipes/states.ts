import { ForGroup, Policies, type Rules, type UserPrincipal } from 'castellan';

export interface Payment {
  requestedBy: string;
  state: 'requested' | 'approved' | 'paid';
}

@Policies()
export class PaymentPolicies {
  @ForGroup('accountants')
  accountants({ can, cannot }: Rules, accountant: UserPrincipal) {
    can('request', 'Payment');
    can('approve', 'Payment', { state: 'requested' });
    can('execute', 'Payment', { state: 'approved' });
    cannot('approve', 'Payment', { requestedBy: accountant.sub }).because('approving takes a second person');
  }
}
