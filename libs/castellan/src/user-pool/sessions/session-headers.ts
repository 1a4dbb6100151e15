import type { SessionRequest } from '../../http/session-source.js';
import type { TokenUse } from '../../tokens/index.js';
import type { Session } from './session.js';

/** Which of the tokens goes where. */
export interface HeaderDemand {
  /** What counts as the bearer token. */
  readonly tokenUse: TokenUse;
  /** In lower case. */
  readonly idTokenHeader: string;
}

/**
 * The headers with which a client that has the tokens of a session would have sent a request. Tokens that the request
 * itself carries in these headers are left out: two identities never mix.
 */
export function headersOfSession(
  session: Session,
  { rawHeaders }: SessionRequest,
  { tokenUse, idTokenHeader }: HeaderDemand,
): readonly string[] {
  const headers: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const lowerCaseName = name.toLowerCase();
    if (lowerCaseName === 'authorization' || lowerCaseName === idTokenHeader) continue;
    headers.push(name, rawHeaders[index + 1] ?? '');
  }
  if (tokenUse === 'id') return [...headers, 'authorization', `Bearer ${session.idToken}`];
  return [...headers, 'authorization', `Bearer ${session.accessToken}`, idTokenHeader, session.idToken];
}
