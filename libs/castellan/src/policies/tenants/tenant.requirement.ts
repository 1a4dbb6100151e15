import { deny, denyAnonymous, grant, type Decision, type Denied } from '../decision.js';
import { ownClaim } from '../expected-claim.js';
import type { DecisionContext, Requirement } from '../requirement.js';
import { DEFAULT_TENANT } from './default-tenant.js';
import { parseTenantQuery, type ParsedTenantQuery, type TenantQuery } from './tenant-query.js';

/**
 * The request is about the caller's own tenant: a claim of the token equals a route parameter, a header or a part of
 * the host of the request.
 *
 * The two are compared as they are: nothing is trimmed, decoded or folded, except that a host name is compared in
 * lower case. The claim has to be a string that is not empty, and so has what the request says. A header that is sent
 * twice, a percent-encoded parameter and an ambiguous host name no tenant. Whatever cannot be compared is denied, by
 * `not(tenant(...))` too.
 *
 * Let no app client write the attribute behind the claim, or its users choose their tenant themselves.
 *
 * @param query Without it, what the application set as its default: the option `tenant` of `CastellanModule`.
 * @throws ConfigurationError unless the query names a claim and one of `param`, `header` and `host`.
 *
 * @example
 * ```ts
 * import { anyOf, groups, tenant } from 'castellan/core';
 *
 * export const ownTenant = tenant({ claim: 'custom:tenant', host: '{tenant}.example.com' });
 * export const supportOrOwnTenant = anyOf(groups({ any: ['support'], pool: 'staff' }), ownTenant);
 * ```
 */
export function tenant(...args: readonly [query?: TenantQuery]): Requirement {
  // Counted, not compared with undefined: a query that is missing must not become the default one.
  return args.length === 0 ? defaultTenant : tenantOfQuery('tenant(...)', args[0]);
}

/** {@link tenant} with the name of what holds the query, for messages. */
export function tenantOfQuery(what: string, query: unknown): Requirement {
  const parsed = parseTenantQuery(what, query);
  const { claim, source, where } = parsed;
  const description = `tenant(${claim} = ${where})`;
  const decisions = decisionsOf(description, parsed);
  return Object.freeze<Requirement>({
    immediate: true,
    decide: (context) => decide(parsed, decisions, context),
    outline: {
      kind: 'tenant',
      claim,
      source: source.kind,
      ...(source.kind === 'host' ? { name: where.slice('host '.length) } : { name: source.name }),
    },
    describe: () => description,
  });
}

const defaultTenant: Requirement = Object.freeze<Requirement>({
  immediate: true,
  decide(context) {
    if (context.defaultTenant !== undefined) return context.defaultTenant.decide(context);
    return deny(
      'policy_failed',
      'tenant() uses the default of the application and none is set. Add tenant: { claim, param } to the options ' +
        'of CastellanModule, or write the query: tenant({ claim, param }).',
    );
  },
  outline: { kind: 'tenant', claim: DEFAULT_TENANT, source: DEFAULT_TENANT },
  describe: () => 'tenant()',
});

interface TenantDecisions {
  readonly granted: Decision;
  readonly anonymous: Denied;
  readonly noClaim: Denied;
  readonly missing: Denied;
  readonly ambiguous: Denied;
  readonly different: Denied;
}

function decisionsOf(
  description: string,
  { claim, where, hideExistence }: ParsedTenantQuery,
): TenantDecisions {
  const reason = hideExistence ? 'subject_not_found' : 'tenant';
  const details = { missing: { claims: [claim] } };
  return {
    granted: grant(description),
    anonymous: denyAnonymous(description),
    noClaim: deny(reason, `The token has no claim ${claim} that is a string and not empty.`, details),
    missing: deny(reason, `The request names no tenant: ${where} is missing or empty.`),
    ambiguous: deny(
      reason,
      `The request names no tenant: ${where} is there and cannot be taken for one: it is ambiguous, percent-encoded or of another form.`,
    ),
    different: deny(reason, `The claim ${claim} names another tenant than ${where} of the request.`, details),
  };
}

function decide(query: ParsedTenantQuery, decisions: TenantDecisions, context: DecisionContext): Decision {
  const { caller, defaultPool } = context;
  if (caller.kind === 'anonymous') return decisions.anonymous;
  const pool = query.pool ?? defaultPool;
  if (caller.pool !== pool) {
    const reason = query.hideExistence ? 'subject_not_found' : 'pool';
    return deny(reason, `The tenants are those of the pool ${pool} and the caller is of ${caller.pool}.`);
  }
  const own = ownClaim(caller.claims, query.claim);
  if (typeof own !== 'string' || own === '') return decisions.noClaim;
  const value: unknown = context.readRequest?.(query.source);
  if (value === undefined || value === '') return decisions.missing;
  const named = typeof value === 'string' ? query.tenantOf(value) : undefined;
  if (named === undefined) return decisions.ambiguous;
  if (named !== own) return decisions.different;
  context.tenantVerified?.(own);
  return decisions.granted;
}
