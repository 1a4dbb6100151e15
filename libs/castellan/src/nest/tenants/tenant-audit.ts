import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ConfigurationError } from '../../errors/index.js';
import { DEFAULT_TENANT, outlineOf, type RequirementOutline } from '../../policies/index.js';
import { routeParameters } from '../audit/route-parameters.js';
import { RouteTable } from '../audit/route-table.js';
import type { ResolvedCastellanOptions } from '../castellan.options.js';
import { CASTELLAN_OPTIONS } from '../castellan.tokens.js';

type TenantOutline = Extract<RequirementOutline, { kind: 'tenant' }>;

/**
 * Makes sure that handlers can know their tenant.
 *
 * @throws ConfigurationError while the application starts, if a handler uses the default tenant and there is none, or
 * a route has no parameter of the name that its tenant is read from.
 */
@Injectable()
export class TenantAudit implements OnModuleInit {
  constructor(
    private readonly table: RouteTable,
    @Inject(CASTELLAN_OPTIONS) private readonly options: ResolvedCastellanOptions,
  ) {}

  onModuleInit(): void {
    for (const { kind, route, handler, outline } of this.table.routes) {
      if (outline === undefined) continue;
      for (const tenant of tenantsIn(outline)) {
        const { source, name } = this.resolve(tenant, handler);
        if (kind === 'http' && source === 'param' && !routeParameters(route).includes(name ?? '')) {
          throw new ConfigurationError(
            `${handler} (${route}) reads its tenant from the route parameter "${String(name)}" and the route has ` +
              'none of that name. Correct the name, or read it from a header or the host.',
          );
        }
      }
    }
  }

  private resolve(tenant: TenantOutline, handler: string): TenantOutline {
    if (tenant.claim !== DEFAULT_TENANT) return tenant;
    const { defaultTenant } = this.options;
    const outline = defaultTenant && outlineOf(defaultTenant);
    if (outline?.kind === 'tenant') return outline;
    throw new ConfigurationError(
      `${handler} uses @Tenant() or tenant() without a query and the application has no default. Add ` +
        `tenant: { claim: 'custom:tenant', param: 'tenantId' } to the options of CastellanModule, or write it there.`,
    );
  }
}

function tenantsIn(outline: RequirementOutline): readonly TenantOutline[] {
  if (outline.kind === 'tenant') return [outline];
  if (outline.kind === 'not') return tenantsIn(outline.member);
  return 'members' in outline ? outline.members.flatMap(tenantsIn) : [];
}
