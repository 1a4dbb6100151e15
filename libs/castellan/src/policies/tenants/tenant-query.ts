import { ConfigurationError } from '../../errors/index.js';
import { describeValue, requireName } from '../names.js';
import type { RequestValue } from '../requirement.js';
import { type HostPattern, parseHostPattern } from './host-pattern.js';

interface TenantClaim {
  /**
   * The claim that says which tenant the caller belongs to, such as `custom:tenant`. Cognito puts attributes into ID
   * tokens; an access token has such a claim only if a pre token generation trigger adds it.
   */
  readonly claim: string;
  /** The name of the user pool whose tokens count. Default: the first configured pool. */
  readonly pool?: string;
  /** Answers "not found" (404) instead of "denied" (403). Default false. */
  readonly hideExistence?: boolean;
}

/**
 * Which claim names the caller's tenant, and where the request names its own: one of `param`, `header` and `host`.
 *
 * - `param`: a route parameter that is a whole segment of the path, written without percent-encoding.
 * - `header`: a header, sent once.
 * - `host`: a pattern of the host, such as `{tenant}.example.com`.
 */
export type TenantQuery = TenantClaim &
  (
    | { readonly param: string; readonly header?: never; readonly host?: never }
    | { readonly header: string; readonly param?: never; readonly host?: never }
    | { readonly host: string; readonly param?: never; readonly header?: never }
  );

/** A {@link TenantQuery} after its check. */
export interface ParsedTenantQuery {
  readonly claim: string;
  readonly pool: string | undefined;
  readonly hideExistence: boolean;
  /** What is read of the request. */
  readonly source: RequestValue;
  /** Gets the tenant out of what was read. */
  readonly tenantOf: HostPattern;
  /** The source as text: `param tenantId`. */
  readonly where: string;
}

const MEMBERS: readonly string[] = ['claim', 'param', 'header', 'host', 'pool', 'hideExistence'];
const HEADER_NAME = /^[a-z0-9!#$%&'*+.^_`|~-]+$/;
/** Headers that say something else than a tenant. */
const OTHER_HEADERS: ReadonlySet<string> = new Set(['authorization', 'cookie', 'host']);

/** Checks what a developer wrote about tenants. @throws ConfigurationError */
export function parseTenantQuery(what: string, query: unknown): ParsedTenantQuery {
  if (typeof query !== 'object' || query === null || Array.isArray(query)) {
    throw new ConfigurationError(
      `${what} takes an object such as { claim: 'custom:tenant', param: 'tenantId' }, but it is ${describeValue(query)}.`,
    );
  }
  const unknown = Object.keys(query).find((name) => !MEMBERS.includes(name));
  if (unknown !== undefined) {
    throw new ConfigurationError(`${what}: ${unknown} is not an option. Use ${MEMBERS.join(', ')}.`);
  }
  const given = query as Readonly<Record<string, unknown>>;
  const { hideExistence = false } = given;
  if (typeof hideExistence !== 'boolean') {
    throw new ConfigurationError(`${what}: hideExistence must be true or false.`);
  }
  return {
    claim: requireName(`${what}: the claim`, given.claim),
    pool: 'pool' in given ? requireName(`${what}: the pool`, given.pool) : undefined,
    hideExistence,
    ...parseSource(what, given),
  };
}

function parseSource(
  what: string,
  given: Readonly<Record<string, unknown>>,
): Pick<ParsedTenantQuery, 'source' | 'tenantOf' | 'where'> {
  const [kind, ...others] = (['param', 'header', 'host'] as const).filter((name) => name in given);
  if (kind === undefined || others.length > 0) {
    throw new ConfigurationError(
      `${what} needs exactly one of param, header and host, to say where the request names the tenant.`,
    );
  }
  const name = requireName(`${what}: ${kind}`, given[kind]);
  const where = `${kind} ${name}`;
  const asItIs: HostPattern = (value) => value;
  switch (kind) {
    case 'param':
      return { source: { kind, name }, tenantOf: asItIs, where };
    case 'header':
      return { source: { kind, name: headerName(what, name) }, tenantOf: asItIs, where };
    case 'host':
      return { source: { kind }, tenantOf: parseHostPattern(`${what}: host`, name), where };
  }
}

function headerName(what: string, name: string): string {
  if (HEADER_NAME.test(name) && !OTHER_HEADERS.has(name)) return name;
  throw new ConfigurationError(
    `${what}: header must be the name of a header in lower case, such as 'x-tenant', and none of ` +
      `${[...OTHER_HEADERS].join(', ')}. To read the host, write host: '{tenant}.example.com'.`,
  );
}
