import type * as Making from './signing-keys.js';

/**
 * To be imported before the sandbox, by specs that start one for each test: their pools share three pairs of RSA
 * keys, because making a pair costs more than most tests. Pools of one sandbox have keys of their own.
 */
jest.mock('./signing-keys.js', () => {
  const actual = jest.requireActual<typeof Making>('./signing-keys.js');
  const pairs: Promise<Making.SigningKeys>[] = [];
  let made = 0;
  const generateSigningKeys = (): Promise<Making.SigningKeys> =>
    (pairs[made++ % 3] ??= actual.generateSigningKeys());
  return { ...actual, generateSigningKeys };
});
