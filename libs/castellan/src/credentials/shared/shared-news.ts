import { z } from 'zod';
import type { RightsMark, RightsSubject } from '../newest-rights.js';

/** What one machine tells the others. */
export type SharedNews =
  /** A user's credentials are not to be used any more. */
  | { readonly kind: 'evicted'; readonly user: string }
  /** A token of a user was seen that is newer and gives other rights. */
  | { readonly kind: 'rights'; readonly subject: RightsSubject; readonly mark: RightsMark };

const text = z.string().min(1);
const markSchema = z.object({ order: z.number(), digest: text, past: z.array(text) });
const newsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('evicted'), user: text }),
  z.object({
    kind: z.literal('rights'),
    subject: z.object({ user: text, tokenUse: z.enum(['access', 'id']) }),
    mark: markSchema,
  }),
]);

export function newsToText(news: SharedNews): string {
  return JSON.stringify(news);
}

/** `undefined` when it is no news that this version understands. */
export function newsFromText(opened: string): SharedNews | undefined {
  return newsSchema.safeParse(parsed(opened)).data;
}

export function markToText({ order, digest, past }: RightsMark): string {
  return JSON.stringify({ order, digest, past });
}

/** `undefined` when it is no mark that this version understands. */
export function markFromText(opened: string | undefined): RightsMark | undefined {
  return markSchema.safeParse(parsed(opened)).data;
}

function parsed(json: string | undefined): unknown {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
