import { overrideAccessToken, overrideIdToken, readTokenOverrides } from './token-overrides.js';
import { TriggerResponse } from './trigger-response.js';

const ID = {
  sub: 'sub-of-alice',
  aud: 'web_client',
  token_use: 'id',
  'cognito:username': 'alice',
  'cognito:groups': ['editors'],
  'cognito:roles': ['arn:a'],
  'cognito:preferred_role': 'arn:a',
  email: 'a@example.com',
  'dev:custom:x': '1',
};
const ACCESS = {
  sub: 'sub-of-alice',
  client_id: 'web_client',
  token_use: 'access',
  scope: 'aws.cognito.signin.user.admin',
  'cognito:groups': ['editors'],
};

const overrides = (details: object) =>
  readTokenOverrides(new TriggerResponse({ claimsAndScopeOverrideDetails: details }), 'V2_0');
const idToken = (idTokenGeneration: object, more: object = {}) =>
  overrideIdToken(ID, overrides({ idTokenGeneration, ...more }));
const accessToken = (accessTokenGeneration: object, more: object = {}) =>
  overrideAccessToken(ACCESS, overrides({ accessTokenGeneration, ...more }), 'web_client');

describe('what a trigger changes in tokens', () => {
  it('adds, replaces and takes away claims of any type', () => {
    expect(
      idToken({
        claimsToAddOrOverride: { email: 'b@example.com', level: 3, tags: ['a', 1, true], nothing: null },
        claimsToSuppress: ['dev:custom:x', 'tags'],
      }),
    ).toEqual({ ...ID, email: 'b@example.com', level: 3, 'dev:custom:x': undefined });
  });

  it.each([
    'sub',
    'aud',
    'token_use',
    'cognito:username',
    'cognito:groups',
    'cognito:tenant',
    'dev:y',
    'exp',
    'iss',
  ])('leaves %s alone', (name) => {
    expect(idToken({ claimsToAddOrOverride: { [name]: 'x' } })).toEqual(ID);
  });

  it.each(['sub', 'aud', 'token_use', 'cognito:username'])('does not take %s away', (name) => {
    expect(idToken({ claimsToSuppress: [name] })).toEqual(ID);
  });

  it('takes roles away with the groups', () => {
    const claims = idToken({ claimsToSuppress: ['cognito:groups'] });
    expect(Object.keys(claims).filter((name) => /groups|role/.test(name))).toEqual([]);
  });

  it('puts other groups in the place of the own, in both tokens, and roles in the ID token', () => {
    const groupOverrideDetails = {
      groupsToOverride: ['guests'],
      iamRolesToOverride: ['arn:b'],
      preferredRole: 'arn:b',
    };
    expect(idToken({}, { groupOverrideDetails })).toMatchObject({
      'cognito:groups': ['guests'],
      'cognito:roles': ['arn:b'],
      'cognito:preferred_role': 'arn:b',
    });
    expect(accessToken({}, { groupOverrideDetails })).toEqual({ ...ACCESS, 'cognito:groups': ['guests'] });
  });

  it('takes groups away where the override is empty, and leaves them where there is none', () => {
    expect(accessToken({}, { groupOverrideDetails: {} })).not.toHaveProperty('cognito:groups');
    expect(idToken({}, { groupOverrideDetails: {} })).not.toHaveProperty('cognito:roles');
    expect(accessToken({})).toEqual(ACCESS);
  });

  it('adds and takes away scopes', () => {
    expect(
      accessToken({ scopesToAdd: ['a/b', 'a/b'], scopesToSuppress: ['aws.cognito.signin.user.admin'] }),
    ).toEqual({
      ...ACCESS,
      scope: 'a/b',
    });
    expect(() => accessToken({ scopesToAdd: ['two scopes'] })).toThrow('Unrecognizable lambda output');
  });

  it('adds an audience to access tokens only if it is the client', () => {
    expect(accessToken({ claimsToAddOrOverride: { aud: 'web_client' } })).toHaveProperty('aud', 'web_client');
    expect(accessToken({ claimsToAddOrOverride: { aud: 'other' } })).not.toHaveProperty('aud');
  });

  it.each<[string, object]>([
    ['claims that are no object', { idTokenGeneration: { claimsToAddOrOverride: ['x'] } }],
    ['names that are no strings', { idTokenGeneration: { claimsToSuppress: [1] } }],
    ['groups that are no list', { groupOverrideDetails: { groupsToOverride: 'x' } }],
  ])('is not understood where there are %s', (_what, details) => {
    expect(() => overrides(details)).toThrow('Unrecognizable lambda output');
  });

  it('has strings for claims in the first version, and changes no access token', () => {
    const first = (claimsOverrideDetails: object) =>
      readTokenOverrides(new TriggerResponse({ claimsOverrideDetails }), 'V1_0');
    const read = first({ claimsToAddOrOverride: { tenant: 'acme' } });
    expect(overrideIdToken(ID, read)).toEqual({ ...ID, tenant: 'acme' });
    expect(overrideAccessToken(ACCESS, read, 'web_client')).toEqual(ACCESS);
    expect(() => first({ claimsToAddOrOverride: { level: 3 } })).toThrow('Unrecognizable lambda output');
  });
});
