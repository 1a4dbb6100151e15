import type { ClaimValue } from '../expected-claim.js';
import { outlineText } from './outline-text.js';
import type { RequirementOutline } from './requirement-outline.js';

/** One thing that is known of every caller who passes. */
export type CallerCondition =
  | { readonly kind: 'nobody'; readonly because: string }
  | { readonly kind: 'verified' }
  | { readonly kind: 'user' }
  | { readonly kind: 'access-token' | 'id-token' }
  | { readonly kind: 'of-pool'; readonly pool: string | undefined }
  | { readonly kind: 'in-any'; readonly groups: readonly string[]; readonly pool: string | undefined }
  | { readonly kind: 'in-none'; readonly groups: readonly string[]; readonly pool: string | undefined }
  | { readonly kind: 'scope' | 'no-scope'; readonly scope: string }
  | {
      readonly kind: 'claim' | 'no-claim';
      readonly claim: string;
      readonly values: readonly ClaimValue[] | undefined;
    }
  | { readonly kind: 'other'; readonly description: string };

/** Callers who fulfil all of these pass as far as can be known. */
export type Alternative = readonly CallerCondition[];

/** More than this would be read by nobody; what needs more is taken for possible. */
const MOST_ALTERNATIVES = 256;

/**
 * Which callers an outline lets pass, as alternatives of which one has to hold. Each lists conditions that are
 * necessary and may not be enough: what a policy or a function says is not known here.
 *
 * @returns `undefined` where there are too many.
 */
export function alternativesOf(outline: RequirementOutline): readonly Alternative[] | undefined {
  return expand(outline, false);
}

function expand(outline: RequirementOutline, negated: boolean): readonly Alternative[] | undefined {
  switch (outline.kind) {
    case 'allOf':
      return negated ? either(outline.members, true) : both(outline.members, false);
    case 'anyOf':
      return negated ? both(outline.members, true) : either(outline.members, false);
    case 'not':
      return expand(outline.member, !negated);
    case 'authenticated':
    case 'groups':
    case 'scopes':
    case 'claims':
    case 'freshAuth':
    case 'authContext':
    case 'revalidation':
    case 'federatedFrom':
    case 'can':
    case 'tenant':
    case 'custom':
      return negated ? without(outline) : [required(outline)];
  }
}

type Simple = Exclude<RequirementOutline, { kind: 'allOf' | 'anyOf' | 'not' }>;

function either(
  members: readonly RequirementOutline[],
  negated: boolean,
): readonly Alternative[] | undefined {
  const alternatives: Alternative[] = [];
  for (const member of members) {
    const more = expand(member, negated);
    if (more === undefined || alternatives.length + more.length > MOST_ALTERNATIVES) return undefined;
    alternatives.push(...more);
  }
  return alternatives;
}

function both(members: readonly RequirementOutline[], negated: boolean): readonly Alternative[] | undefined {
  let alternatives: readonly Alternative[] = [[]];
  for (const member of members) {
    const more = expand(member, negated);
    if (more === undefined || alternatives.length * more.length > MOST_ALTERNATIVES) return undefined;
    alternatives = alternatives.flatMap((one) => more.map((other) => [...one, ...other]));
  }
  return alternatives;
}

function required(outline: Simple): Alternative {
  const other: CallerCondition = { kind: 'other', description: outlineText(outline) };
  switch (outline.kind) {
    case 'authenticated':
      return [{ kind: 'verified' }];
    case 'groups': {
      const { any, all = [], none, pool } = outline;
      return [
        ...(any === undefined ? [] : [{ kind: 'in-any' as const, groups: any, pool }]),
        ...all.map((group) => ({ kind: 'in-any' as const, groups: [group], pool })),
        ...(none === undefined ? [] : [{ kind: 'in-none' as const, groups: none, pool }]),
      ];
    }
    case 'scopes':
      return outline.all.map((scope) => ({ kind: 'scope', scope }));
    case 'claims': {
      const [claim, ...others] = outline.names;
      return claim === undefined || others.length > 0
        ? [other]
        : [{ kind: 'claim', claim, values: outline.values }];
    }
    case 'revalidation':
      return [{ kind: 'user' }, { kind: 'access-token' }, other];
    case 'freshAuth':
    case 'authContext':
      return [{ kind: 'user' }, other];
    case 'federatedFrom': {
      const { exclusive, pool } = outline;
      return [
        { kind: 'user' },
        { kind: 'of-pool', pool },
        ...(exclusive === undefined ? [] : [{ kind: 'id-token' as const }]),
        other,
      ];
    }
    case 'can':
    case 'tenant':
    case 'custom':
      return [other];
  }
}

/** Callers for whom the requirement was judged and does not hold: `not` grants nobody else. */
function without(outline: Simple): readonly Alternative[] {
  const other: CallerCondition = { kind: 'other', description: `not(${outlineText(outline)})` };
  switch (outline.kind) {
    case 'authenticated':
    case 'revalidation':
      return [[{ kind: 'nobody', because: `every verified caller fulfils ${outlineText(outline)}` }]];
    case 'groups': {
      const { any, all = [], none, pool } = outline;
      return [
        ...(any === undefined ? [] : [[{ kind: 'in-none' as const, groups: any, pool }]]),
        ...all.map((group) => [{ kind: 'in-none' as const, groups: [group], pool }]),
        ...(none === undefined ? [] : [[{ kind: 'in-any' as const, groups: none, pool }]]),
      ];
    }
    case 'scopes':
      return outline.all.map((scope) => [{ kind: 'no-scope', scope }]);
    case 'claims': {
      const [claim, ...others] = outline.names;
      return claim === undefined || others.length > 0 || outline.values === undefined
        ? [[other]]
        : [[{ kind: 'no-claim', claim, values: outline.values }]];
    }
    case 'freshAuth':
    case 'authContext':
      return [[{ kind: 'user' }, other]];
    case 'federatedFrom':
      return [[{ kind: 'user' }, { kind: 'of-pool', pool: outline.pool }, { kind: 'id-token' }, other]];
    case 'can':
    case 'tenant':
    case 'custom':
      return [[other]];
  }
}
