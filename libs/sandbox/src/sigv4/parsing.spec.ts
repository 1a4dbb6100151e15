import { formatAmzDate, parseAmzDate } from './amz-date.js';
import { HeaderFields } from './header-fields.js';
import { parseRequestTarget } from './request-target.js';
import { equalInConstantTime } from './signature.js';
import { encodeUriComponent } from './uri-encoding.js';

describe('parseRequestTarget', () => {
  it('tidies nothing', () => {
    expect(parseRequestTarget('/a/../%2e%2e//b?x=1&x=2&y&=z&&p=a=b+c')).toEqual({
      rawPath: '/a/../%2e%2e//b',
      query: [
        ['x', '1'],
        ['x', '2'],
        ['y', ''],
        ['', 'z'],
        ['p', 'a=b c'],
      ],
    });
  });

  it.each(['', 'a', '*', 'http://host/a', '/a#b', '/a b', '/\u00fc', '/a\n', '/?a=%', '/?%zz=1', '/?a=%ff'])(
    'refuses %j',
    (target) => {
      expect(parseRequestTarget(target)).toBeUndefined();
    },
  );
});

describe('X-Amz-Date', () => {
  it('is read and written to the second', () => {
    const time = Date.UTC(2026, 1, 28, 23, 59, 58);
    expect(parseAmzDate('20260228T235958Z')).toBe(time);
    expect(formatAmzDate(time + 999)).toBe('20260228T235958Z');
  });

  it.each([
    '',
    '2026-02-28T23:59:58Z',
    '20260228',
    '20261328T000000Z',
    '20260228T250000Z',
    '20260228T235958',
  ])('is not %j', (text) => {
    expect(parseAmzDate(text)).toBeUndefined();
  });
});

describe('HeaderFields', () => {
  it('keeps the second of two equal headers', () => {
    const fields = new HeaderFields(['X-Amz-Meta-A', '1', 'x-amz-meta-a', '2', 'Host', 'h']);
    expect(fields.get('x-amz-meta-a')).toBe('1,2');
    expect(fields.count('x-amz-meta-a')).toBe(2);
    expect([...fields.names()]).toEqual(['x-amz-meta-a', 'host']);
    expect(fields.get('constructor')).toBeUndefined();
  });
});

describe('encodeUriComponent', () => {
  it('encodes all but letters, digits and -._~', () => {
    expect(encodeUriComponent("aZ09-._~ !'()*/+%ü")).toBe('aZ09-._~%20%21%27%28%29%2A%2F%2B%25%C3%BC');
  });
});

describe('equalInConstantTime', () => {
  it('compares texts of any length', () => {
    expect(equalInConstantTime('abc', 'abc')).toBe(true);
    expect(equalInConstantTime('abc', 'abd')).toBe(false);
    expect(equalInConstantTime('abc', 'abcd')).toBe(false);
    expect(equalInConstantTime('', '')).toBe(true);
  });
});
