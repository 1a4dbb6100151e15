import { idTokenClaims, userPrincipal } from '../id-tokens.spec-helper.js';
import { sessionNameOf } from './session-name.js';

const user = (claims: Readonly<Record<string, unknown>> = {}) =>
  userPrincipal(idTokenClaims({ sub: '7f2c8a0e-1111-4222-8333-944455556666', claims }), 'id');

describe('the name of a session', () => {
  it('is the sub, which tells users apart', () => {
    expect(sessionNameOf(user(), undefined)).toBe('7f2c8a0e-1111-4222-8333-944455556666');
  });

  it('is a digest of a sub that STS does not take', () => {
    const names = ['x', 'a_b', 'a:b', 'ä'.repeat(20), 'a'.repeat(65)].map((sub) =>
      sessionNameOf(user({ sub }), undefined),
    );
    for (const name of names) expect(name).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(names).size).toBe(names.length);
  });

  it('is what the application says', () => {
    expect(
      sessionNameOf(
        user({ 'custom:number': '4711' }),
        ({ claims }) => `u-${String(claims['custom:number'])}`,
      ),
    ).toBe('u-4711');
  });

  it.each(['', 'a', 'a b', 'a_b', 'a/b', 'a'.repeat(65), 'ä-name', 'a\nb', undefined, 7])(
    'is never %p, which STS does not take',
    (name) => {
      expect(() => sessionNameOf(user(), () => name as string)).toThrow(
        /gave something that is no session name/,
      );
    },
  );

  it('never has what people are known by', () => {
    const claims = { email: 'ann@example.com', phone_number: '+4912345' };
    expect(() => sessionNameOf(user(claims), ({ claims: { email } }) => String(email))).toThrow(
      /put the email/,
    );
    expect(() => sessionNameOf(user(claims), () => 'ANN@example.com')).toThrow(/put the email/);
    expect(() => sessionNameOf(user(claims), () => 'tel-4912345')).toThrow(/put the phone_number/);
    expect(() => sessionNameOf(user(claims), () => 'ann@example.com')).not.toThrow(/ann@/);
  });
});
