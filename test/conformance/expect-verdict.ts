import type { Attack, AttackKit } from '../corpus/attack.js';
import {
  expectGranted,
  expectInvalidToken,
  expectNotGranted,
  expectRefusal,
  INVALID_REQUEST,
} from './expect-answer.js';
import type { AskedApi } from './protected-api.js';

/** The only tokens that an Authorization header can carry (RFC 6750, section 2.1). */
const B64TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;

export function ofLines(attacks: readonly Attack[], ...lines: readonly string[]): readonly Attack[] {
  return attacks.filter(({ line }) => lines.includes(line));
}

/** Sends a token and expects the answer that its verdict stands for. */
export async function expectVerdict(
  api: AskedApi,
  { verdict, token }: Attack,
  kit: AttackKit,
): Promise<void> {
  const text = token(kit);
  const exchange = await api.get(text);
  if (verdict === 'accepted') expectGranted(exchange);
  else if (B64TOKEN.test(text)) expectInvalidToken(exchange, verdict);
  // What breaks the framing of a request is refused by Node itself.
  else if (/[\r\n\0]/.test(text)) expectNotGranted(exchange, [400]);
  else {
    // The header is malformed before there is a token: S04 and S05.
    expectRefusal(exchange, {
      status: 400,
      challenge: INVALID_REQUEST,
      code: 'authorization_header_malformed',
    });
  }
}
