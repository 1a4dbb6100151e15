import { ConfigurationError } from '../errors/index.js';
import { undeclaredClaim } from '../tokens/declared-claims.js';
import type { Principal } from '../tokens/principal.js';
import type { MappingCondition } from './mapping-condition.js';
import type { RequirementOutline } from './outlines/requirement-outline.js';
import { DEFAULT_TENANT } from './tenants/default-tenant.js';

/** The claims that policies may be about. */
export interface KnownClaims {
  /**
   * The claims that tokens carry beyond Cognito's own, as `declareClaims(...)` gives them. Default: not known, so that a
   * policy may be about any.
   */
  readonly declaredClaims?: readonly string[];
}

/** @throws ConfigurationError if a policy is mapped from a claim that no token carries: it would never apply. */
export function requireKnownClaim(
  source: string,
  condition: MappingCondition,
  { declaredClaims }: KnownClaims,
): void {
  const wrong = condition.kind === 'claim' ? undeclaredClaim(condition.claim, declaredClaims) : undefined;
  if (wrong !== undefined) throw new ConfigurationError(`${source} is about ${wrong}`);
}

/** The claims in a requirement that no token carries, each as the end of a sentence. */
export function undeclaredClaims(
  outline: RequirementOutline,
  declaredClaims: readonly string[] | undefined,
): readonly string[] {
  return namedClaims(outline).flatMap((name) => undeclaredClaim(name, declaredClaims) ?? []);
}

/** @throws ConfigurationError if a requirement is about a claim that no token carries: nobody would ever pass. */
export function requireDeclaredClaims(
  what: string,
  outline: RequirementOutline | undefined,
  declaredClaims: readonly string[] | undefined,
): void {
  const [wrong] = outline === undefined ? [] : undeclaredClaims(outline, declaredClaims);
  if (wrong !== undefined) throw new ConfigurationError(`${what} is about ${wrong}`);
}

function namedClaims(outline: RequirementOutline): readonly string[] {
  const { kind } = outline;
  if (kind === 'claims') return outline.names;
  if (kind === 'authContext') return [outline.claim];
  if (kind === 'tenant') return outline.claim === DEFAULT_TENANT ? [] : [outline.claim];
  if (kind === 'not') return namedClaims(outline.member);
  return 'members' in outline ? outline.members.flatMap(namedClaims) : [];
}

/**
 * The claims that a policy reads of a caller and that no token carries, each as the end of a sentence. The policy is
 * asked what it writes for a made-up caller who has every claim; what it throws then is ignored.
 */
export function undeclaredReads(
  build: (caller: Principal) => void,
  caller: Principal,
  declaredClaims: readonly string[],
): readonly string[] {
  const read = new Set<string>();
  const claims = new Proxy(caller.claims, {
    get: (target, name) => {
      if (typeof name === 'string' && !isOfEveryObject(name)) read.add(name);
      return (target as Record<string | symbol, unknown>)[name];
    },
  });
  try {
    build({ ...caller, claims });
  } catch {
    // It may look for something that a made-up caller does not have.
  }
  return [...read].flatMap((name) => undeclaredClaim(name, declaredClaims) ?? []);
}

/** What is asked of any object that is printed, compared or waited for. */
const isOfEveryObject = (name: string): boolean =>
  name in Object.prototype || name === 'toJSON' || name === 'then';
