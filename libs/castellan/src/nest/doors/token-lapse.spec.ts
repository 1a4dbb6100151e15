import { ANONYMOUS, type Principal, type TokenVerifier } from '../../tokens/index.js';
import { tokenLapse } from './token-lapse.js';

const EXPIRES_AT = 1_000_000;
const CALLER = { kind: 'user', expiresAt: EXPIRES_AT } as Principal;

function verifierAt(now: number, isRevoked: () => boolean = () => false): TokenVerifier {
  return { now: () => now, revocations: { isRevoked } } as unknown as TokenVerifier;
}

describe('tokenLapse', () => {
  it.each([
    [EXPIRES_AT - 1, 0, undefined],
    [EXPIRES_AT, 0, 'token_expired'],
    [EXPIRES_AT + 29_999, 30, undefined],
    [EXPIRES_AT + 30_000, 30, 'token_expired'],
  ])('at %d with a tolerance of %d seconds: %s', (now, tolerance, lapse) => {
    expect(tokenLapse(CALLER, verifierAt(now), tolerance)).toBe(lapse);
  });

  it('finds a token that was revoked before it expired', () => {
    expect(
      tokenLapse(
        CALLER,
        verifierAt(0, () => true),
        0,
      ),
    ).toBe('token_revoked');
  });

  it('takes a token for good while nobody knows what has been revoked, until it expires', () => {
    const fails = () => {
      throw new Error('The store cannot be reached.');
    };
    expect(tokenLapse(CALLER, verifierAt(0, fails), 0)).toBeUndefined();
    expect(tokenLapse(CALLER, verifierAt(EXPIRES_AT, fails), 0)).toBe('token_expired');
  });

  it('finds nothing wrong with a caller who has no token', () => {
    expect(tokenLapse(ANONYMOUS, verifierAt(Infinity), 0)).toBeUndefined();
  });
});
