import { generateKeyPairSync } from 'node:crypto';
import { ERROR_CODES, type ErrorCode } from '../errors/index.js';
import { testUserPool } from '../testing/test-user-pool.js';
import { TokenFactory } from '../testing/token-factory.js';
import { TokenVerifier } from '../tokens/index.js';
import { type Check, CHECKS, checkResults } from './checks.js';
import { judge } from './verdict.js';

const factory = new TokenFactory();
const foreignKey = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey;
const verifier = new TokenVerifier({ userPools: [testUserPool(factory)] });

interface Defect {
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  readonly foreign?: boolean;
  readonly spoil?: (token: string) => string;
}

/** A defect for each check, in the order of the checks. */
const DEFECTS: readonly (readonly [Check, Defect])[] = [
  ['length', { spoil: (token) => token + 'A'.repeat(8_192) }],
  ['form', { spoil: (token) => token.replace('.', '=.') }],
  ['header', { header: { jku: 'https://evil.example' } }],
  ['issuer', { claims: { iss: 'https://evil.example' } }],
  ['token_use', { claims: { token_use: 'id' } }],
  ['client', { claims: { client_id: 'other' } }],
  ['claims', { claims: { username: 7 } }],
  ['times', { claims: { iat: 1_000, exp: 2_000 } }],
  ['key', { header: { kid: 'unknown' } }],
  ['signature', { foreign: true }],
];

function tokenWith(defects: readonly Defect[]): string {
  const token = factory.userAccess({
    claims: Object.assign({}, ...defects.map(({ claims }) => claims)) as Record<string, unknown>,
    header: Object.assign({}, ...defects.map(({ header }) => header)) as Record<string, unknown>,
    ...(defects.some(({ foreign }) => foreign) && { key: foreignKey }),
  });
  return defects.reduce((spoilt, { spoil }) => spoil?.(spoilt) ?? spoilt, token);
}

describe('the checks of a token', () => {
  it('pass, all of them, for a good token', async () => {
    expect(await judge(verifier, factory.userAccess())).toMatchObject({ accepted: true, passed: CHECKS });
  });

  it('have a defect each', () => {
    expect(DEFECTS.map(([check]) => check)).toEqual(CHECKS);
  });

  it.each(DEFECTS)('names %s where it fails', async (check, defect) => {
    expect(await judge(verifier, tokenWith([defect]))).toMatchObject({ accepted: false, failed: check });
  });

  const pairs = DEFECTS.flatMap(([first, one], index) =>
    DEFECTS.slice(index + 1).map(([second, two]) => [first, second, [one, two]] as const),
  );

  it.each(pairs)(
    'never says that a check has passed that would fail: %s and %s',
    async (first, second, both) => {
      const verdict = await judge(verifier, tokenWith(both));
      expect(verdict.accepted).toBe(false);
      expect(verdict.passed).not.toContain(first);
      expect(verdict.passed).not.toContain(second);
    },
  );

  it('say nothing about the form of the other parts where the header fails', () => {
    expect(checkResults('token_algorithm_not_allowed')).toEqual({ failed: 'header', passed: ['length'] });
  });

  it('say nothing about the client where the claim that names it is missing', async () => {
    const verdict = await judge(verifier, tokenWith([{ claims: { client_id: undefined } }]));
    expect(verdict).toMatchObject({
      failed: 'claims',
      passed: ['length', 'form', 'header', 'issuer', 'token_use'],
    });
  });

  it('know every code that a token can be refused with when nothing but the token is known', () => {
    const elsewhere = ['token_binding_mismatch', 'token_revoked', 'token_superseded'];
    const codes = (Object.keys(ERROR_CODES) as ErrorCode[]).filter(
      (code) => (code.startsWith('token_') && !elsewhere.includes(code)) || code === 'key_set_unavailable',
    );
    expect(codes.filter((code) => checkResults(code).failed === undefined)).toEqual([]);
  });

  it('say that nothing is known to have passed where a code comes from none of them', () => {
    expect(checkResults('access_denied')).toEqual({ failed: undefined, passed: [] });
  });
});
