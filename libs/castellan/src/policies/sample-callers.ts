import { ANONYMOUS, type Caller, type Claims } from '../tokens/principal.js';

const SAMPLE = 'sample';

/** Callers who have every claim, to see which rules a policy writes before anybody calls. Nothing is granted to them. */
export function sampleCallers(pool: string): readonly Caller[] {
  const claims = new Proxy<Claims>({}, { get: (_, name) => (typeof name === 'string' ? SAMPLE : undefined) });
  const caller = {
    pool,
    issuer: SAMPLE,
    clientId: SAMPLE,
    tokenUse: 'access',
    sub: SAMPLE,
    scopes: [SAMPLE],
    claims,
    issuedAt: 0,
    expiresAt: 0,
    authTime: 0,
  } as const;
  return [
    { ...caller, kind: 'user', username: SAMPLE, groups: [SAMPLE], identities: [] },
    { ...caller, kind: 'machine' },
    ANONYMOUS,
  ];
}
