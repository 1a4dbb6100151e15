import { jarAfter, COOKIES, OTHER_SECRET, ringOf, START } from './sessions.spec-helper.js';
import { ATTEMPT_LIFE, SignInAttempts } from './sign-in-attempts.js';

describe('SignInAttempts', () => {
  let now: number;
  const attemptsOf = (owner = 'web at app', ...secrets: string[]) =>
    new SignInAttempts(ringOf(...secrets), COOKIES, owner, () => now);

  beforeEach(() => {
    now = START;
  });

  it('finds an attempt by its state, in the browser that has its cookie', () => {
    const { attempt, setCookies } = attemptsOf().start('https://app.example/', {});
    const jar = jarAfter(setCookies);
    expect(attemptsOf().find(attempt.state, jar)).toEqual(attempt);
    expect(attemptsOf().find(attempt.state, {})).toBeUndefined();
    expect(attemptsOf().find(null, jar)).toBeUndefined();
    expect(attemptsOf().find('A'.repeat(43), jar)).toBeUndefined();
    expect(attemptsOf('another').find(attempt.state, jar)).toBeUndefined();
    expect(attemptsOf('web at app', OTHER_SECRET).find(attempt.state, jar)).toBeUndefined();
    expect(jarAfter([attemptsOf().end(attempt)], jar)).toEqual({});
  });

  it('has secrets that nobody can guess, and shows none of them', () => {
    const { attempt, setCookies } = attemptsOf().start('https://app.example/', {});
    const other = attemptsOf().start('https://app.example/', {}).attempt;
    for (const name of ['state', 'nonce', 'codeVerifier'] as const) {
      expect(attempt[name]).toMatch(/^[\w-]{43}$/);
      expect(attempt[name]).not.toBe(other[name]);
    }
    expect(setCookies.join()).not.toContain(attempt.codeVerifier);
    expect(setCookies.join()).not.toContain(attempt.nonce);
  });

  it('is over after a quarter of an hour', () => {
    const { attempt, setCookies } = attemptsOf().start('https://app.example/', {});
    now += ATTEMPT_LIFE;
    expect(attemptsOf().find(attempt.state, jarAfter(setCookies))).toBeUndefined();
  });

  it('keeps the six newest, so that cookies do not pile up', () => {
    let jar = {};
    const states = Array.from({ length: 9 }, () => {
      now += 1_000;
      const { attempt, setCookies } = attemptsOf().start('https://app.example/', jar);
      jar = jarAfter(setCookies, jar);
      return attempt.state;
    });
    expect(Object.keys(jar)).toHaveLength(6);
    expect(states.map((state) => attemptsOf().find(state, jar) !== undefined)).toEqual([
      ...[false, false, false],
      ...[true, true, true, true, true, true],
    ]);
  });

  it('lets attempts with long addresses take no more of the header of cookies than servers read', () => {
    let jar = {};
    const states = Array.from({ length: 5 }, () => {
      now += 1_000;
      const address = `https://app.example/${'a'.repeat(2_000)}`;
      const { attempt, setCookies } = attemptsOf().start(address, jar);
      jar = jarAfter(setCookies, jar);
      return attempt.state;
    });
    expect(Object.values<string>(jar).join('').length).toBeLessThan(4_500);
    expect(attemptsOf().find(states[4] ?? '', jar)).toBeDefined();
  });

  it.each(['a b', '\u00e9', '(', ''])('leaves a cookie alone whose name goes on with %j', (end) => {
    const strange = { [`__Host-castellan-login.${end}`]: 'whatever' };
    const { attempt, setCookies } = attemptsOf().start('https://app.example/', strange);
    expect(setCookies).toHaveLength(1);
    expect(attemptsOf().find(attempt.state, jarAfter(setCookies, strange))).toEqual(attempt);
  });

  it('takes cookies away that it cannot open', () => {
    const strange = { '__Host-castellan-login.x': 'whatever', other: 'cookie' };
    const { setCookies } = attemptsOf().start('https://app.example/', strange);
    expect(Object.keys(jarAfter(setCookies, strange))).toEqual(['other', expect.any(String)]);
  });
});
