import { inspect } from 'node:util';

import { hashPassword, verifyPassword } from './passwords.js';
import { DEFAULT_PASSWORD_POLICY } from './account-settings.js';
import { passwordPolicyBreach } from './password-policy.js';
import { randomTemporaryPassword } from './random-id.js';

const ALICE = { group: 'AbCdEf123', name: 'alice' };

describe('passwords', () => {
  it('are recognised by their hash, which does not contain them and differs each time', async () => {
    const [first, second] = await Promise.all([
      hashPassword('Correct-Horse-1', ALICE),
      hashPassword('Correct-Horse-1', ALICE),
    ]);
    expect(first.key.equals(second.key)).toBe(false);
    expect(inspect(first) + first.key.toString()).not.toContain('Correct');
    expect(await verifyPassword('Correct-Horse-1', first)).toBe(true);
    expect(await verifyPassword('correct-horse-1', first)).toBe(false);
  });

  it('are never right for a user who does not exist', async () => {
    expect(await verifyPassword('', undefined)).toBe(false);
    expect(await verifyPassword('Correct-Horse-1', undefined)).toBe(false);
  });

  it('may have a space or any of the symbols as the symbol', () => {
    for (const symbol of '^$*.[]{}()?-"!@#%&/\\,><\':;|_~`+= ') {
      expect(passwordPolicyBreach(`Abcdef1${symbol}x`, DEFAULT_PASSWORD_POLICY)).toBeUndefined();
    }
    expect(passwordPolicyBreach('Abcdef1§x', DEFAULT_PASSWORD_POLICY)).toBe(
      'Password must have symbol characters',
    );
  });

  it('that are drawn for a new user meet the policy', () => {
    for (let round = 0; round < 200; round += 1) {
      expect(passwordPolicyBreach(randomTemporaryPassword(8), DEFAULT_PASSWORD_POLICY)).toBeUndefined();
    }
  });
});
