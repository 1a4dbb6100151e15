import { ConfigurationError } from '../errors/index.js';
import { declareClaims, undeclaredClaim } from './declared-claims.js';

describe('declareClaims(...)', () => {
  it('gives the names, which nobody changes', () => {
    const names = declareClaims('tenant', 'custom:tier');
    expect(names).toEqual(['tenant', 'custom:tier']);
    expect(Object.isFrozen(names)).toBe(true);
  });

  it.each<[string, readonly unknown[], RegExp]>([
    ['no name', [], /needs the names/],
    ['an empty name', [''], /non-empty/],
    ['no string', [1], /non-empty/],
    ['a claim of Cognito', ['email'], /email is a claim of Cognito's own/],
    ['what looks like one', ['cognito:tenant'], /Cognito's own/],
    ['a name twice', ['tenant', 'tenant'], /declared twice/],
  ])('refuses %s', (_what, names, reason) => {
    expect(() => declareClaims(...(names as string[]))).toThrow(ConfigurationError);
    expect(() => declareClaims(...(names as string[]))).toThrow(reason);
  });
});

describe('a claim that something is about', () => {
  const declared = declareClaims('tenant', 'custom:tier');

  it.each(['tenant', 'custom:tier', 'sub', 'email_verified', 'cognito:groups'])('is known: %s', (name) => {
    expect(undeclaredClaim(name, declared)).toBeUndefined();
  });

  it.each([
    ['tennant', 'tenant'],
    ['Tenant', 'tenant'],
    ['custom:teir', 'custom:tier'],
    ['emial', 'email'],
    ['cognito:group', 'cognito:groups'],
  ])('is not known, and the nearest is named: %s', (name, nearest) => {
    expect(undeclaredClaim(name, declared)).toContain(`Did you mean "${nearest}"?`);
  });

  it('is not known, and no other is like it', () => {
    const wrong = undeclaredClaim('department_of_everything', declared);
    expect(wrong).toContain('The option declaredClaims has "tenant", "custom:tier".');
    expect(wrong).not.toContain('Did you mean');
  });

  it('may be any where none are declared', () => {
    expect(undeclaredClaim('tennant', undefined)).toBeUndefined();
  });
});
