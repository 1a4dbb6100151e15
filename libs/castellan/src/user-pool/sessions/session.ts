import { z } from 'zod';

/** A user's session: the tokens, and since when. It holds secrets, so it never leaves this folder. */
export interface Session {
  /** Random, 256 bits. Never changes. */
  readonly id: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly sub: string;
  readonly accessToken: string;
  readonly idToken: string;
  /** `undefined` where managed login gives none: the session lasts as long as its tokens. */
  readonly refreshToken?: string | undefined;
  /** When the first of its tokens expires, in milliseconds since the epoch. */
  readonly tokensExpireAt: number;
  /** When the user signed in, in milliseconds since the epoch. */
  readonly signedInAt: number;
  /** When it was last used, give or take a minute, in milliseconds since the epoch. */
  readonly usedAt: number;
  /** One more with each renewal of the tokens. */
  readonly version: number;
}

const text = z.string().min(1);
const time = z.number().int().nonnegative();
const sessionSchema = z.object({
  id: z.string().regex(/^[\w-]{43}$/),
  issuer: text,
  clientId: text,
  sub: text,
  accessToken: text,
  idToken: text,
  refreshToken: text.optional(),
  tokensExpireAt: time,
  signedInAt: time,
  usedAt: time,
  version: time,
});

export function sessionToText(session: Session): string {
  return JSON.stringify(session);
}

/** `undefined` for anything but a session. */
export function sessionFromText(opened: string | undefined): Session | undefined {
  if (opened === undefined) return undefined;
  try {
    return sessionSchema.safeParse(JSON.parse(opened)).data;
  } catch {
    return undefined;
  }
}
