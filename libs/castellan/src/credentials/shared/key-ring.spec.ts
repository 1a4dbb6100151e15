import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { KeyRing } from './key-ring.js';

const secret = () => randomBytes(32).toString('base64');

describe('KeyRing', () => {
  const [old, current] = [secret(), secret()];
  const ring = (...secrets: string[]) => new KeyRing(secrets, 'secrets');

  it('opens what it sealed, for the same name', () => {
    const sealed = ring(current).seal('Grüße', 'name');
    expect(ring(current).open(sealed, 'name')).toBe('Grüße');
    expect(ring(current).open(sealed, 'other name')).toBeUndefined();
    expect(sealed).not.toBe(ring(current).seal('Grüße', 'name'));
  });

  it('opens what an older secret of the ring sealed, and seals with the newest', () => {
    const sealed = ring(old).seal('text', 'name');
    expect(ring(current, old).open(sealed, 'name')).toBe('text');
    expect(ring(current).open(sealed, 'name')).toBeUndefined();
    expect(ring(current).open(ring(current, old).seal('text', 'name'), 'name')).toBe('text');
  });

  it('opens nothing that was changed anywhere, or cut off', () => {
    const sealed = Buffer.from(ring(current).seal('text', 'name'), 'base64');
    for (let index = 0; index < sealed.length; index++) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(ring(current).open(changed.toString('base64'), 'name')).toBeUndefined();
      expect(ring(current).open(sealed.subarray(0, index).toString('base64'), 'name')).toBeUndefined();
    }
    expect(ring(current).open(undefined, 'name')).toBeUndefined();
    expect(ring(current).open(ring(current).seal('x'.repeat(200_000), 'name'), 'name')).toBeUndefined();
    expect(ring(current).open('not sealed at all, and long enough to be something', 'name')).toBeUndefined();
  });

  it('gives names for each secret, the newest first, that say nothing', () => {
    const [first, second] = ring(current, old).namesOf('alice');
    expect(ring(current).namesOf('alice')).toEqual([first]);
    expect(ring(old).namesOf('alice')).toEqual([second]);
    expect(first).toMatch(/^[\w-]{43}$/);
    expect(ring(current).namesOf('bob')).not.toEqual([first]);
  });

  it.each<[string, unknown, string]>([
    ['no list', current, 'secrets: found a string.'],
    ['an empty list', [], 'secrets: found an empty array.'],
    ['too many', Array.from({ length: 9 }, secret), 'secrets: found an array.'],
    ['one twice', [current, current], 'secrets: found the same secret twice.'],
    ['what is no string', [current, 7], 'secrets[1]: found a number.'],
    ['a short one', ['Tr0ub4dor&3-Tr0ub4dor&3'], 'secrets[0]: found 23 characters.'],
    [
      'a simple one',
      ['abcabcabcabcabcabcabcabcabcabcabcabc'],
      'secrets[0]: found only 3 different characters',
    ],
  ])('refuses %s', (_what, secrets, message) => {
    expect(() => new KeyRing(secrets, 'secrets')).toThrow(message);
  });

  it('shows no secret', () => {
    const shown = inspect(ring(current, old), { depth: 9, showHidden: true }) + JSON.stringify(ring(current));
    expect(shown).not.toContain(current);
    expect(shown).not.toContain(old);
  });
});
