import { TokenVerifier } from '../tokens/index.js';
import { testMachine, testUser } from './test-principals.js';
import { testUserPool } from './test-user-pool.js';
import { TokenFactory } from './token-factory.js';

const shapeOf = ({ claims, ...principal }: { claims: object }) =>
  [Object.keys(principal), Object.keys(claims)].map((names) => names.sort());

describe('a principal for tests', () => {
  const factory = new TokenFactory();
  const verifier = new TokenVerifier({ userPools: [testUserPool(factory, { tokenUse: null as never })] });

  it.each(['access', 'id'] as const)(
    'has what a verified user has who came with an %s token',
    async (tokenUse) => {
      const options = { username: 'alice', groups: ['editors'] };
      const token = tokenUse === 'access' ? factory.userAccess(options) : factory.userId(options);
      const user = testUser({ ...options, tokenUse }, 'customers');
      const verified = await verifier.verify(token);
      expect(shapeOf(user)).toEqual(shapeOf(verified));
      expect(user).toMatchObject({
        kind: 'user',
        username: 'alice',
        groups: ['editors'],
        tokenUse,
        scopes: verified.scopes,
      });
      expect(Object.getPrototypeOf(user.claims)).toBe(null);
    },
  );

  it('has what a verified program has', async () => {
    const options = { clientId: 'batch', scopes: ['articles/import'] };
    const batch = new TokenFactory({ clientId: 'batch' });
    const program = testMachine(options, 'customers');
    const verified = await new TokenVerifier({ userPools: [testUserPool(batch)] }).verify(
      batch.machine(options),
    );
    expect(shapeOf(program)).toEqual(shapeOf(verified));
    expect(program).toMatchObject({
      kind: 'machine',
      sub: 'batch',
      clientId: 'batch',
      scopes: options.scopes,
    });
  });

  it('is frozen to the ground', () => {
    const { claims } = testUser({ claims: { deep: { list: [1] } } }, 'customers');
    expect(() => ((claims.deep as { list: number[] }).list[0] = 2)).toThrow(TypeError);
    expect(Object.isFrozen(claims)).toBe(true);
  });

  it('reads malformed claims as the verifier does', () => {
    expect(testUser({ groups: ['a'], claims: { 'cognito:groups': 'a' } }, 'customers').groups).toEqual([]);
    expect(testUser({ claims: { 'cognito:groups': ['a', 1] } }, 'customers').groups).toEqual([]);
    expect(testUser({ claims: { scope: undefined } }, 'customers').scopes).toEqual([]);
    expect(testUser({ claims: { auth_time: undefined } }, 'customers').authTime).toBeUndefined();
  });

  it('belongs to the default pool, or to another', () => {
    expect(testUser({}, 'customers').pool).toBe('customers');
    expect(testMachine({ pool: 'staff' }, 'customers').pool).toBe('staff');
  });

  it.each<[object, string]>([
    [{ group: 'a' }, '"group", which is no option'],
    [{ groups: 'a' }, 'groups: found a string. Write an array of strings'],
    [{ username: '' }, 'username: found an empty string'],
    [{ tokenUse: 'refresh' }, 'tokenUse: found a string'],
    [{ claims: { sub: 5 } }, 'sub: found a number'],
    [{ claims: { exp: undefined } }, 'exp: found undefined'],
  ])('is not made of %j', (options, message) => {
    expect(() => testUser(options, 'customers')).toThrow(message);
  });
});
