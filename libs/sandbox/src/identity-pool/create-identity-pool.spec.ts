import type { IdentityPoolOptions } from '../options.js';
import { createIdentityPool } from './create-identity-pool.js';
import type { LoginIssuer } from './identity-pool.js';

const USER_POOL = 'eu-west-1_AbCdEf123';
const MEMBER = 'arn:aws:iam::123456789012:role/Member';

const userPool: LoginIssuer = {
  userPoolId: USER_POOL,
  issuer: `http://127.0.0.1:4000/${USER_POOL}`,
  clients: [{ clientId: 'web' }],
  jwks: () => ({ keys: [] }),
  isSignedOutOrDisabled: () => false,
};

const options: IdentityPoolOptions = {
  providers: [{ providerName: USER_POOL, clientId: 'web' }],
  roles: { authenticated: MEMBER },
};

const create = (over: Partial<IdentityPoolOptions> = {}) =>
  createIdentityPool({ ...options, ...over }, 'identityPools[0]', {
    region: 'eu-west-1',
    userPools: [userPool],
    roleArns: new Set([MEMBER]),
  });

describe('createIdentityPool', () => {
  it('makes an ID in the Region and allows nothing that was not asked for', () => {
    expect(create()).toMatchObject({
      identityPoolId: expect.stringMatching(/^eu-west-1:[0-9a-f-]{36}$/),
      allowUnauthenticatedIdentities: false,
      allowClassicFlow: false,
      hasRoleMappings: false,
    });
  });

  it.each([USER_POOL, `127.0.0.1:4000/${USER_POOL}`])('resolves the provider name %s', (name) => {
    const pool = create({
      providers: [{ providerName: name, clientId: 'web', serverSideTokenCheck: true }],
      roleMappings: { [`${name}:web`]: { type: 'Token' } },
      principalTags: { [name]: 'default' },
    });
    const provider = pool.providers.get(`127.0.0.1:4000/${USER_POOL}`);
    expect(provider?.clients.get('web')).toEqual({
      serverSideTokenCheck: true,
      roleMapping: { type: 'Token' },
    });
    expect(provider?.principalTags).toBe('default');
    expect(pool.hasRoleMappings).toBe(true);
  });

  const unknownRole = 'arn:aws:iam::123456789012:role/Nobody';
  const rule = { claim: 'tier', matchType: 'Equals', value: 'gold', roleArn: unknownRole } as const;

  it.each<[string, Partial<IdentityPoolOptions>, string]>([
    [
      'an ID of another Region',
      { identityPoolId: 'us-east-1:00000000-0000-4000-8000-000000000001' },
      'identityPoolId',
    ],
    ['an ID without a UUID', { identityPoolId: 'eu-west-1:abc' }, 'identityPoolId'],
    [
      'an unknown provider',
      { providers: [{ providerName: 'nobody', clientId: 'web' }] },
      'providers[0].providerName',
    ],
    [
      'an unknown client',
      { providers: [{ providerName: USER_POOL, clientId: 'x' }] },
      'providers[0].clientId',
    ],
    ['a client attached twice', { providers: [...options.providers, ...options.providers] }, 'providers[1]'],
    ['an unknown role', { roles: { authenticated: unknownRole } }, 'roles.authenticated'],
    [
      'an unknown guest role',
      { roles: { authenticated: MEMBER, unauthenticated: 'x' } },
      'roles.unauthenticated',
    ],
    [
      'a mapping for an unknown client',
      { roleMappings: { [`${USER_POOL}:x`]: { type: 'Token' } } },
      'roleMappings',
    ],
    [
      'two mappings for one client',
      {
        roleMappings: {
          [`${USER_POOL}:web`]: { type: 'Token' },
          [`127.0.0.1:4000/${USER_POOL}:web`]: { type: 'Token' },
        },
      },
      'roleMappings',
    ],
    [
      'an unknown role in a rule',
      { roleMappings: { [`${USER_POOL}:web`]: { type: 'Rules', rules: [rule] } } },
      `roleMappings["${USER_POOL}:web"].rules[0].roleArn`,
    ],
    [
      'a mapping of type Rules without rules',
      { roleMappings: { [`${USER_POOL}:web`]: { type: 'Rules' } } },
      `roleMappings["${USER_POOL}:web"].rules`,
    ],
    [
      'a mapping of type Token with rules',
      { roleMappings: { [`${USER_POOL}:web`]: { type: 'Token', rules: [{ ...rule, roleArn: MEMBER }] } } },
      `roleMappings["${USER_POOL}:web"].rules`,
    ],
    ['tags for an unknown provider', { principalTags: { nobody: 'default' } }, 'principalTags'],
  ])('refuses %s and names the option', (_, over, option) => {
    expect(() => create(over)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(`identityPools[0].${option}: found `),
      }) as Error,
    );
  });
});
