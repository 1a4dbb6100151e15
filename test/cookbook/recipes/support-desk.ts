import { Controller, Get } from '@nestjs/common';
import {
  anyOf,
  ForGroup,
  ForPool,
  groups,
  Policies,
  type Principal,
  Require,
  type Rules,
  tenant,
} from 'castellan';

@Policies()
export class InvoicePolicies {
  @ForPool('customers')
  customers({ can }: Rules, caller: Principal) {
    can('read', 'Invoice', { tenantId: caller.claims['custom:tenant'] });
  }

  @ForGroup('support', { pool: 'staff' })
  support({ can }: Rules) {
    can('read', 'Invoice');
  }
}

@Controller('tenants/:tenantId/invoices')
@Require(
  anyOf(
    tenant({ claim: 'custom:tenant', param: 'tenantId', pool: 'customers' }),
    groups({ any: ['support'], pool: 'staff' }),
  ),
)
export class InvoicesController {
  @Get()
  list() {
    return [];
  }
}
