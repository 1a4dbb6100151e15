import { claimsFor } from './claims-for.js';
import { eventOf, keptFailures, responseOf } from './events.spec-helper.js';
import { preTokenGenerationV1, preTokenGenerationV2, preTokenGenerationV3 } from './pre-token-generation.js';

const GROUPS = { groupsToOverride: ['editors'], iamRolesToOverride: ['arn:role'], preferredRole: 'arn:role' };
const eventV = (version: string, groupConfiguration: object = GROUPS) =>
  eventOf(
    'TokenGeneration_Authentication',
    { userAttributes: {}, groupConfiguration, scopes: [] },
    { version },
  );

const reasonOf = async (build: (options: object) => (event: never) => Promise<unknown>, event: object) => {
  const { failures, options } = keptFailures();
  await expect(build(options)(event as never)).rejects.toThrow('an internal error');
  return String(failures[0]?.error);
};

describe('preTokenGenerationV1(...)', () => {
  it('changes the ID token, and repeats the groups that stay', async () => {
    const handler = preTokenGenerationV1(() => ({
      idToken: { claims: { tenant: 'acme', plan: undefined }, suppress: ['email'] },
    }));
    expect(await responseOf(handler(eventV('1')))).toEqual({
      claimsOverrideDetails: {
        claimsToAddOrOverride: { tenant: 'acme' },
        claimsToSuppress: ['email'],
        groupOverrideDetails: GROUPS,
      },
    });
  });

  it('fails for what only later versions can do', async () => {
    expect(
      await reasonOf(
        (options) => preTokenGenerationV1(() => ({ idToken: { claims: { level: 3 } } }) as never, options),
        eventV('1'),
      ),
    ).toMatch(/level is no string.*V2_0/);
    expect(
      await reasonOf(
        (options) => preTokenGenerationV1(() => ({ accessToken: { claims: {} } }) as never, options),
        eventV('1'),
      ),
    ).toMatch(/cannot change access tokens/);
  });

  it('refuses events of other versions', async () => {
    expect(await reasonOf((options) => preTokenGenerationV1(() => undefined, options), eventV('2'))).toMatch(
      /version 2 and is made for V1_0/,
    );
  });
});

describe.each([
  ['2', preTokenGenerationV2],
  ['3', preTokenGenerationV3],
])('preTokenGenerationV%s(...)', (version, build) => {
  it('changes both tokens, scopes and groups', async () => {
    const handler = build(() => ({
      idToken: { claims: { level: 3 } },
      accessToken: {
        claims: { tenants: ['acme', { id: 1, active: true }] },
        addScopes: ['reports/read'],
        suppressScopes: ['aws.cognito.signin.user.admin'],
        suppress: ['cognito:groups'],
      },
      groups: ['acme:editors'],
    }));
    expect(await responseOf(handler(eventV(version) as never))).toEqual({
      claimsAndScopeOverrideDetails: {
        idTokenGeneration: { claimsToAddOrOverride: { level: 3 } },
        accessTokenGeneration: {
          claimsToAddOrOverride: { tenants: ['acme', { id: 1, active: true }] },
          claimsToSuppress: ['cognito:groups'],
          scopesToAdd: ['reports/read'],
          scopesToSuppress: ['aws.cognito.signin.user.admin'],
        },
        groupOverrideDetails: { ...GROUPS, groupsToOverride: ['acme:editors'] },
      },
    });
  });

  it.each([
    'sub',
    'iss',
    'aud',
    'exp',
    'client_id',
    'username',
    'token_use',
    'scope',
    'identities',
    'cognito:groups',
    'cognito:username',
    'dev:custom:x',
  ])('fails for the claim %s, which Cognito lets nobody change', async (name) => {
    const reason = await reasonOf(
      (options) => build(() => ({ accessToken: { claims: { [name]: 'x' } } }), options),
      eventV(version),
    );
    expect(reason).toContain(`change the claim ${name}`);
  });

  it.each<[string, object]>([
    ['a value that JSON does not have', { idToken: { claims: { level: Number.NaN } } }],
    ['null', { idToken: { claims: { level: null } } }],
    ['a function', { idToken: { claims: { level: () => 3 } } }],
    ['a member that does not exist', { idtoken: {} }],
    ['scopes of an ID token', { idToken: { addScopes: ['x'] } }],
    ['groups that are no list', { groups: 'editors' }],
    ['an empty group', { groups: [''] }],
  ])('fails for %s', async (_what, answer) => {
    const reason = await reasonOf((options) => build(() => answer, options), eventV(version));
    expect(reason).toMatch(/^TypeError: preTokenGenerationV\d\(\.\.\.\)/);
  });

  it('leaves the groups alone where there are none', async () => {
    const event = eventOf(
      'TokenGeneration_RefreshTokens',
      { userAttributes: {}, groupConfiguration: {} },
      { version },
    );
    expect(await responseOf(build(() => undefined)(event as never))).toEqual({
      claimsAndScopeOverrideDetails: {
        idTokenGeneration: {},
        accessTokenGeneration: {},
        groupOverrideDetails: { groupsToOverride: [], iamRolesToOverride: [] },
      },
    });
  });
});

describe('claimsFor(...)', () => {
  it('adds declared claims to both tokens', async () => {
    const handler = claimsFor(['tenant', 'plan'], () => ({
      claims: { tenant: 'acme' },
      groups: ['acme:editors'],
    }));
    expect(await responseOf(handler(eventV('2')))).toEqual({
      claimsAndScopeOverrideDetails: {
        idTokenGeneration: { claimsToAddOrOverride: { tenant: 'acme' } },
        accessTokenGeneration: { claimsToAddOrOverride: { tenant: 'acme' } },
        groupOverrideDetails: { ...GROUPS, groupsToOverride: ['acme:editors'] },
      },
    });
  });

  it('adds them to one token only where that is wanted', async () => {
    const add = (tokens: 'id' | 'access') =>
      responseOf(claimsFor(['tenant'], () => ({ claims: { tenant: 'acme' } }), { tokens })(eventV('3', {})));
    expect(await add('id')).toMatchObject({
      claimsAndScopeOverrideDetails: {
        accessTokenGeneration: {},
        idTokenGeneration: { claimsToAddOrOverride: {} },
      },
    });
    expect(await add('access')).toMatchObject({
      claimsAndScopeOverrideDetails: {
        accessTokenGeneration: { claimsToAddOrOverride: {} },
        idTokenGeneration: {},
      },
    });
  });

  it('adds them to the ID token with events of version 1', async () => {
    const handler = claimsFor(['tenant'], () => ({ claims: { tenant: 'acme' } }), { tokens: 'id' });
    expect(await responseOf(handler(eventV('1')))).toEqual({
      claimsOverrideDetails: { claimsToAddOrOverride: { tenant: 'acme' }, groupOverrideDetails: GROUPS },
    });
  });

  it('fails where the events cannot change access tokens, and policies would never see the claims', async () => {
    expect(
      await reasonOf((options) => claimsFor(['tenant'], () => ({ claims: {} }), options), eventV('1')),
    ).toMatch(/version V1_0, which cannot change access tokens.*LambdaVersion V2_0/);
  });

  it('fails for a claim that is not declared', async () => {
    expect(
      await reasonOf(
        (options) => claimsFor(['tenant'], () => ({ claims: { tennant: 'acme' } }) as never, options),
        eventV('2'),
      ),
    ).toMatch(/tennant is not declared/);
  });

  it('changes nothing for nothing', async () => {
    expect(await responseOf(claimsFor(['tenant'], () => undefined)(eventV('2', {})))).toMatchObject({
      claimsAndScopeOverrideDetails: { idTokenGeneration: {}, accessTokenGeneration: {} },
    });
  });

  it('refuses a wrong list and a wrong option when it is made', () => {
    expect(() => claimsFor([], () => undefined)).toThrow(/needs the names/);
    expect(() => claimsFor(['sub'], () => undefined)).toThrow(/sub is a claim of Cognito's own/);
    expect(() => claimsFor(['tenant'], () => undefined, { tokens: 'all' as never })).toThrow(
      /tokens must be/,
    );
  });
});
