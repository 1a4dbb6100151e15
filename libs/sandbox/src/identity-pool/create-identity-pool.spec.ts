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
    loginProviders: { ofPublic: () => undefined, openIdConnect: new Map(), saml: new Map() },
  });

describe('createIdentityPool', () => {
  it('takes guests with their role, 25 rules and 50 tags', () => {
    const rule = { claim: 'tier', matchType: 'Equals', value: 'gold', roleArn: MEMBER } as const;
    const tags = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`tag ${index}`, 'sub']));
    const pool = create({
      name: 'my pool',
      roles: { authenticated: MEMBER, unauthenticated: MEMBER },
      allowUnauthenticatedIdentities: true,
      roleMappings: {
        [`${USER_POOL}:web`]: { type: 'Rules', rules: Array.from({ length: 25 }, () => rule) },
      },
      principalTags: { [USER_POOL]: { tags } },
    });
    expect(pool).toMatchObject({ name: 'my pool', unauthenticatedRole: MEMBER });
  });

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

  const mapping = (value: unknown) => ({ roleMappings: { [`${USER_POOL}:web`]: value } }) as never;
  const rules = (...list: object[]) => mapping({ type: 'Rules', rules: list });
  const tags = (value: unknown) => ({ principalTags: { [USER_POOL]: value } }) as never;
  const provider = { providerName: USER_POOL, clientId: 'web' };
  const member = { ...rule, roleArn: MEMBER };
  const MAPPING = `roleMappings["${USER_POOL}:web"]`;
  const TAGS = `principalTags["${USER_POOL}"]`;
  const tagsOf = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag${index}`, 'sub']));

  /** As a JavaScript program may write them. */
  const misshapen: [string, Partial<IdentityPoolOptions>, string][] = [
    ['a misspelt option', { rolemappings: {} } as never, 'rolemappings'],
    ['a name that is no text', { name: 5 } as never, 'name'],
    ['no providers', { providers: undefined } as never, 'providers'],
    ['providers that are no list', { providers: provider } as never, 'providers'],
    ['a provider that is none', { providers: [USER_POOL] } as never, 'providers[0]'],
    [
      'a misspelt option of a provider',
      { providers: [{ ...provider, serversideTokenCheck: true }] } as never,
      'providers[0].serversideTokenCheck',
    ],
    [
      'a check of "false", which is true',
      { providers: [{ ...provider, serverSideTokenCheck: 'false' }] } as never,
      'providers[0].serverSideTokenCheck',
    ],
    ['an ID that is no text', { identityPoolId: 5 } as never, 'identityPoolId'],
    ['no roles', { roles: undefined } as never, 'roles'],
    ['no authenticated role', { roles: {} } as never, 'roles.authenticated'],
    [
      'a misspelt role',
      { roles: { authenticated: MEMBER, unauthenticate: MEMBER } } as never,
      'roles.unauthenticate',
    ],
    [
      'guests by "false", which is true',
      { allowUnauthenticatedIdentities: 'false' } as never,
      'allowUnauthenticatedIdentities',
    ],
    ['the classic flow by a number', { allowClassicFlow: 1 } as never, 'allowClassicFlow'],
    ['mappings that are none', { roleMappings: [] } as never, 'roleMappings'],
    ['a mapping that is none', mapping('Token'), MAPPING],
    ['a misspelt type of mapping', mapping({ type: 'token' }), `${MAPPING}.type`],
    [
      'a misspelt resolution',
      mapping({ type: 'Token', ambiguousRoleResolution: 'AuthenticatedRol' }),
      `${MAPPING}.ambiguousRoleResolution`,
    ],
    [
      'a misspelt option of a mapping',
      mapping({ type: 'Token', ambigousRoleResolution: 'Deny' }),
      `${MAPPING}.ambigousRoleResolution`,
    ],
    ['rules that are no list', mapping({ type: 'Rules', rules: member }), `${MAPPING}.rules`],
    ['26 rules', rules(...Array.from({ length: 26 }, () => member)), `${MAPPING}.rules`],
    ['a rule without a claim', rules({ ...member, claim: undefined }), `${MAPPING}.rules[0].claim`],
    ['a misspelt match', rules({ ...member, matchType: 'equals' }), `${MAPPING}.rules[0].matchType`],
    ['a misspelt option of a rule', rules({ ...member, claims: 'x' }), `${MAPPING}.rules[0].claims`],
    ['a rule with an empty value', rules({ ...member, value: '' }), `${MAPPING}.rules[0].value`],
    ['a rule with a value that is no text', rules({ ...member, value: 5 }), `${MAPPING}.rules[0].value`],
    ['tags that are none', { principalTags: 'default' } as never, 'principalTags'],
    ['a misspelt default of tags', tags('defaults'), TAGS],
    ['a misspelt option of tags', tags({ tag: {} }), `${TAGS}.tag`],
    ['tags without tags', tags({}), `${TAGS}.tags`],
    ['51 tags', tags({ tags: tagsOf(51) }), `${TAGS}.tags`],
    ['two tags that differ in case', tags({ tags: { Tenant: 'a', tenant: 'b' } }), `${TAGS}.tags.tenant`],
    ['a tag with an impossible name', tags({ tags: { 'a*': 'sub' } }), `${TAGS}.tags["a*"]`],
    ['a tag from no claim', tags({ tags: { tenant: '' } }), `${TAGS}.tags.tenant`],
    ['a tag from a claim that is no text', tags({ tags: { tenant: true } }), `${TAGS}.tags.tenant`],
  ];

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
    ['guests without a role for them', { allowUnauthenticatedIdentities: true }, 'roles.unauthenticated'],
    ...misshapen,
  ])('refuses %s and names the option', (_, over, option) => {
    expect(() => create(over)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(`identityPools[0].${option}: found `),
      }) as Error,
    );
  });
});
