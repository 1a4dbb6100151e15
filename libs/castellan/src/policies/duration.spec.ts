import { ConfigurationError } from '../errors/index.js';
import { requireSeconds } from './duration.js';

describe('a duration', () => {
  it.each<[number | string, number]>([
    [1, 1],
    [300, 300],
    ['1s', 1],
    ['30s', 30],
    ['5m', 300],
    ['2h', 7_200],
    ['1d', 86_400],
    ['007m', 420],
  ])('%p is %p seconds', (duration, seconds) => {
    expect(requireSeconds('x', duration)).toBe(seconds);
  });

  it.each([
    0,
    -1,
    1.5,
    NaN,
    Infinity,
    2 ** 53,
    '0s',
    '-5m',
    '5',
    '5 m',
    '5M',
    '5min',
    '1.5h',
    'm',
    '',
    '5m5s',
    '9999999999s',
  ])('refuses %p', (duration) => {
    expect(() => requireSeconds('freshAuth(...)', duration)).toThrow(ConfigurationError);
    expect(() => requireSeconds('freshAuth(...)', duration)).toThrow(String(duration));
  });

  it.each([undefined, null, {}, ['5m'], true, 5n])('refuses %p', (duration) => {
    expect(() => requireSeconds('freshAuth(...)', duration)).toThrow(
      /^freshAuth\(\.\.\.\) must be a whole number of seconds from 1, .*'5m'.*, but it is .+\.$/,
    );
  });
});
