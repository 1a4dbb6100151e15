import type { OperationInput } from './operation-input.js';
import { refusals } from './refusals.js';
import { shapes } from './shapes.js';

/** How many an answer holds at most. */
export const LARGEST_PAGE = 60;

/** The names of the members by which an operation pages. */
export interface PageMembers {
  readonly limit: 'Limit' | 'MaxResults';
  readonly token: 'NextToken' | 'PaginationToken';
}

/** One page of a list, and the token of the next one, which is the number of entries before it. */
export function pageOf<T>(
  input: OperationInput,
  all: readonly T[],
  { limit, token }: PageMembers,
): { readonly page: readonly T[]; readonly next: object } {
  const given = input.optionalInteger(limit, 0, LARGEST_PAGE) ?? LARGEST_PAGE;
  const start = Number(input.optionalString(token, shapes.paginationKey) ?? 0);
  if (!Number.isInteger(start) || start < 0) {
    throw refusals.invalidParameter('Invalid pagination token given.');
  }
  const end = start + (given === 0 ? LARGEST_PAGE : given);
  return { page: all.slice(start, end), next: end < all.length ? { [token]: String(end) } : {} };
}
