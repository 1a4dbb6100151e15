import type { ListingEntry } from './object-listing.js';
import { invalidArgument } from './s3-error.js';

const KINDS = { k: 'key', p: 'prefix' } as const;

/** The place where a list goes on, opaque for its caller. It is a place only; rights are checked on every page. */
export const encodeContinuationToken = ({ kind, name }: ListingEntry): string =>
  Buffer.from(`${kind === 'key' ? 'k' : 'p'}${name}`).toString('base64url');

/** Throws `InvalidArgument` for a token that no list has given out. */
export function decodeContinuationToken(token: string): ListingEntry {
  const text = Buffer.from(token, 'base64url').toString('utf8');
  const kind = Object.hasOwn(KINDS, text.charAt(0)) ? KINDS[text.charAt(0) as keyof typeof KINDS] : undefined;
  const entry = kind === undefined ? undefined : { kind, name: text.slice(1) };
  if (entry === undefined || encodeContinuationToken(entry) !== token) {
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
  }
  return entry;
}
