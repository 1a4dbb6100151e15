import { tenant, type TenantQuery } from '../../policies/index.js';
import { requestParameter } from '../context/request-parameter.js';
import type { HandlerDecorator } from '../routes/handler-decorator.js';
import { requirementDecorator } from '../routes/requirement-metadata.js';

/**
 * Callers whose own tenant the request is about: a claim of their token equals a route parameter, a header or a part
 * of the host. Without a query, as the option `tenant` of `CastellanModule` says.
 *
 * The two are compared exactly; only host names are compared without case. What is missing, empty, sent twice or
 * percent-encoded never equals anything. The refusal is 403, or 404 with `hideExistence: true`.
 *
 * @throws ConfigurationError at decoration time unless the query names a claim and one of `param`, `header` and
 * `host`; while the application starts, if it has no query and there is no default.
 *
 * @example
 * ```ts
 * import { Controller, Get } from '@nestjs/common';
 * import { CurrentTenant, Tenant } from 'castellan';
 *
 * @Controller('tenants/:tenantId/notes')
 * @Tenant({ claim: 'custom:tenant', param: 'tenantId' })
 * export class NotesController {
 *   @Get()
 *   list(@CurrentTenant() tenantId: string) {
 *     return { tenantId };
 *   }
 * }
 * ```
 */
export function Tenant(...args: readonly [query?: TenantQuery]): HandlerDecorator {
  return requirementDecorator('Tenant', () => tenant(...args));
}

const currentTenant = requestParameter((request) => request.tenant);

/**
 * The tenant that `@Tenant(...)` verified, as a string. Where no tenant was verified, because the handler has no
 * `@Tenant` or let the caller in for another reason, the answer is 403.
 *
 * @example
 * ```ts
 * import { Controller, Get } from '@nestjs/common';
 * import { CurrentTenant, Tenant } from 'castellan';
 *
 * @Controller('tenants/:tenant/notes')
 * @Tenant({ claim: 'custom:tenant', param: 'tenant' })
 * export class NotesController {
 *   @Get()
 *   list(@CurrentTenant() tenant: string) {
 *     return { tenant, notes: [] };
 *   }
 * }
 * ```
 */
export function CurrentTenant(): ParameterDecorator {
  return currentTenant(undefined);
}
