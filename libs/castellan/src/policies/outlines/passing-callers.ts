import type { AcceptedTokens } from './contradiction.js';
import { contradiction } from './contradiction.js';
import { type Alternative, alternativesOf, type CallerCondition } from './conditions-of-callers.js';
import type { RequirementOutline } from './requirement-outline.js';

/** One way to pass: callers who fulfil all of this. */
export interface PassingCallers {
  /** Of each of these lists the caller is in at least one group. */
  readonly groups?: readonly (readonly string[])[];
  /** The caller is in none of these groups. */
  readonly notInGroups?: readonly string[];
  /** The user pool of the groups, where it is not the default one. */
  readonly pool?: string;
  /** The token has all of these scopes. */
  readonly scopes?: readonly string[];
  /** What else has to hold, such as a question to the policies. */
  readonly also?: readonly string[];
}

/**
 * Who passes a requirement, by group and by scope: any of these. An empty entry stands for every verified caller.
 *
 * @returns `undefined` where there are too many ways.
 */
export function passingCallers(
  outline: RequirementOutline,
  tokens: AcceptedTokens,
): readonly PassingCallers[] | undefined {
  return alternativesOf(outline)
    ?.filter((alternative) => contradiction(alternative, tokens) === undefined)
    .map(summary);
}

/** One way to pass as text. */
export function passingCallersText({ groups, notInGroups, pool, scopes, also }: PassingCallers): string {
  const parts = [
    ...(groups ?? []).map((list) => `in ${list.join(' or ')}`),
    ...(notInGroups === undefined ? [] : [`not in ${notInGroups.join(', ')}`]),
    ...(pool === undefined ? [] : [`of pool ${pool}`]),
    ...(scopes === undefined ? [] : [`with ${scopes.join(' and ')}`]),
    ...(also ?? []),
  ];
  return parts.length === 0 ? 'every verified caller' : parts.join(', ');
}

function summary(alternative: Alternative): PassingCallers {
  const groups: (readonly string[])[] = [];
  const notInGroups: string[] = [];
  const scopes: string[] = [];
  const also: string[] = [];
  let namedPool: string | undefined;
  for (const condition of alternative) {
    if (condition.kind === 'in-any') groups.push(condition.groups);
    else if (condition.kind === 'in-none') notInGroups.push(...condition.groups);
    else if (condition.kind === 'scope') scopes.push(condition.scope);
    else also.push(...textOf(condition));
    if ('pool' in condition) namedPool = condition.pool ?? namedPool;
  }
  return {
    ...(groups.length > 0 && { groups: distinct(groups) }),
    ...(notInGroups.length > 0 && { notInGroups: [...new Set(notInGroups)] }),
    ...(namedPool !== undefined && { pool: namedPool }),
    ...(scopes.length > 0 && { scopes: [...new Set(scopes)] }),
    ...(also.length > 0 && { also: [...new Set(also)] }),
  };
}

function textOf(condition: CallerCondition): readonly string[] {
  switch (condition.kind) {
    case 'other':
      return [condition.description];
    case 'user':
      return ['a user'];
    case 'no-scope':
      return [`without the scope ${condition.scope}`];
    case 'claim':
    case 'no-claim': {
      const { kind, claim, values } = condition;
      if (values === undefined) return [`claim ${claim} by a function`];
      const relation = kind === 'claim' ? '=' : '!=';
      return [`claim ${claim} ${relation} ${values.map((value) => JSON.stringify(value)).join(' | ')}`];
    }
    case 'nobody':
    case 'verified':
    case 'access-token':
    case 'id-token':
    case 'of-pool':
    case 'in-any':
    case 'in-none':
    case 'scope':
      return [];
  }
}

function distinct(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return [...new Map(lists.map((list) => [JSON.stringify(list), list])).values()];
}
