import { invalidParameter } from '../refusals.js';
import type { RequestFields } from '../request-fields.js';

const TOKEN = { minimum: 1, maximum: 65_535, pattern: '\\S+' };
const MOST_RESULTS = 60;

/** How much of a list is asked for. */
export interface PageRequest {
  readonly maxResults: number;
  readonly nextToken: string | undefined;
}

export function readPage(fields: RequestFields, required: 'required' | 'optional'): PageRequest {
  const given = fields.integer('MaxResults', 1, MOST_RESULTS);
  const maxResults =
    required === 'required' ? fields.present('MaxResults', given, 1) : (given ?? MOST_RESULTS);
  return { maxResults, nextToken: fields.optional('NextToken', TOKEN) };
}

/** A page of a list. The token is the ID that the page before ended with, so that additions do not shift pages. */
export function pageOf<T>(
  items: readonly T[],
  idOf: (item: T) => string,
  { maxResults, nextToken }: PageRequest,
): { readonly items: readonly T[]; readonly NextToken?: string } {
  const after = nextToken === undefined ? undefined : Buffer.from(nextToken, 'base64url').toString();
  const start = after === undefined ? 0 : items.findIndex((item) => idOf(item) === after) + 1;
  if (after !== undefined && start === 0) throw invalidParameter('The NextToken is not valid.');
  const page = items.slice(start, start + maxResults);
  const last = page.at(-1);
  const more = last !== undefined && start + maxResults < items.length;
  return { items: page, ...(more && { NextToken: Buffer.from(idOf(last)).toString('base64url') }) };
}
