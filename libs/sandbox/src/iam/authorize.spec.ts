import { authorize } from './authorize.js';
import type { ConditionKeys } from './condition-context.js';
import type { PolicyDocument, PolicyStatement } from './policy-document.js';
import { validatePolicyDocument } from './validate-policy-document.js';

const OBJECT = 'arn:aws:s3:::bucket/private/alice/diary';
const SUB = 'cognito-identity.amazonaws.com:sub';

const policy = (...Statement: PolicyStatement[]): PolicyDocument => {
  const document: PolicyDocument = { Version: '2012-10-17', Statement };
  validatePolicyDocument(document, 'policy');
  return document;
};
const allow = (statement: Partial<PolicyStatement> = {}): PolicyStatement => ({
  Effect: 'Allow',
  ...(statement.NotAction === undefined ? { Action: '*' } : {}),
  ...(statement.NotResource === undefined ? { Resource: '*' } : {}),
  ...statement,
});
const deny = (statement: Partial<PolicyStatement> = {}): PolicyStatement => ({
  ...allow(statement),
  Effect: 'Deny',
});

const ask = (
  statements: PolicyStatement[],
  {
    action = 's3:GetObject',
    resource = OBJECT,
    context,
  }: Partial<Record<'action' | 'resource', string>> & { context?: ConditionKeys } = {},
): boolean =>
  authorize({
    identityPolicies: [policy(...statements)],
    sessionPolicies: [],
    action,
    resource,
    context: context ?? {},
  }).allowed;

describe('authorize', () => {
  const question = { action: 's3:GetObject', resource: OBJECT, context: {} };

  it('refuses without any policy, for want of an Allow', () => {
    expect(authorize({ ...question, identityPolicies: [], sessionPolicies: [] })).toEqual({
      allowed: false,
      explicit: false,
      by: 'identity-based',
    });
  });

  it.each([
    [[allow()], [], { allowed: true }],
    [[allow()], [allow()], { allowed: true }],
    [[], [allow()], { allowed: false, explicit: false, by: 'identity-based' }],
    [[allow()], [allow({ Action: 's3:PutObject' })], { allowed: false, explicit: false, by: 'session' }],
    [[allow(), deny()], [allow()], { allowed: false, explicit: true, by: 'identity-based' }],
    [[deny(), allow()], [], { allowed: false, explicit: true, by: 'identity-based' }],
    [[allow()], [allow(), deny()], { allowed: false, explicit: true, by: 'session' }],
    [[], [deny()], { allowed: false, explicit: true, by: 'session' }],
  ])('combines role policies and session policies (case %#)', (role, session, expected) => {
    const policies = (statements: PolicyStatement[]) => statements.map((statement) => policy(statement));
    const [identityPolicies, sessionPolicies] = [policies(role), policies(session)];
    expect(authorize({ ...question, identityPolicies, sessionPolicies })).toEqual(expected);
  });

  it('allows what one of several policies of a kind allows', () => {
    const get = policy(allow({ Action: 's3:GetObject' }));
    const put = policy(allow({ Action: 's3:PutObject' }));
    expect(
      authorize({ ...question, identityPolicies: [put, get], sessionPolicies: [get, put] }).allowed,
    ).toBe(true);
  });

  it('takes one statement as well as a list', () => {
    const document: PolicyDocument = { Version: '2012-10-17', Statement: allow() };
    expect(authorize({ ...question, identityPolicies: [document], sessionPolicies: [] }).allowed).toBe(true);
  });

  it('never ignores a condition operator that it does not know', () => {
    const document = {
      Version: '2012-10-17',
      Statement: { ...deny(), Condition: { BinaryEquals: { key: 'QQ==' } } },
    } as const;
    const act = () => authorize({ ...question, identityPolicies: [document], sessionPolicies: [] });
    expect(act).toThrow('BinaryEquals is not evaluated');
  });
});

describe('actions', () => {
  it.each([
    [{ Action: 's3:GetObject' }, true],
    [{ Action: 'S3:getobject' }, true],
    [{ Action: 's3:Get*' }, true],
    [{ Action: 's3:?etObject' }, true],
    [{ Action: '*:*' }, true],
    [{ Action: ['s3:PutObject', 's3:GetObject'] }, true],
    [{ Action: 's3:GetObjectAcl' }, false],
    [{ Action: 's3:Get' }, false],
    [{ Action: 'dynamodb:*' }, false],
    [{ NotAction: 's3:PutObject' }, true],
    [{ NotAction: ['s3:PutObject', 'S3:GET*'] }, false],
  ])('%j', (statement, expected) => {
    expect(ask([allow(statement)])).toBe(expected);
  });
});

describe('resources', () => {
  it.each([
    [{ Resource: OBJECT }, true],
    [{ Resource: 'arn:aws:s3:::bucket/*' }, true],
    [{ Resource: 'arn:aws:s3:::buck?t/*/diary' }, true],
    [{ Resource: 'arn:aws:s3:::*' }, true],
    [{ Resource: 'arn:aws:s3:::BUCKET/*' }, false],
    [{ Resource: 'arn:aws:s3:::bucket/private/alice' }, false],
    [{ Resource: 'arn:aws:s3:::bucket/private/alice/diary?' }, false],
    [{ Resource: ['arn:aws:s3:::other/*', OBJECT] }, true],
    [{ NotResource: 'arn:aws:s3:::other/*' }, true],
    [{ NotResource: ['arn:aws:s3:::other/*', 'arn:aws:s3:::bucket/*'] }, false],
  ])('%j', (statement, expected) => {
    expect(ask([allow(statement)])).toBe(expected);
  });

  it('matches a long name against many wildcards in reasonable time', () => {
    const Resource = `arn:aws:s3:::${'*a'.repeat(40)}b`;
    expect(ask([allow({ Resource })], { resource: `arn:aws:s3:::${'a'.repeat(1000)}` })).toBe(false);
  });
});

describe('policy variables', () => {
  const own = 'arn:aws:s3:::bucket/private/${cognito-identity.amazonaws.com:sub}/*';

  it.each([
    ['the value', { [SUB]: 'alice' }, true],
    ['a key in another case', { 'COGNITO-IDENTITY.amazonaws.com:Sub': 'alice' }, true],
    ['another value', { [SUB]: 'bob' }, false],
    ['a value that is a wildcard', { [SUB]: '*' }, false],
    ['a value with a wildcard', { [SUB]: 'al?ce' }, false],
    ['a value that is a variable', { [SUB]: '${aws:username}', 'aws:username': 'alice' }, false],
    ['no value', {}, false],
    ['no value in a list', { [SUB]: [] }, false],
    ['one value in a list', { [SUB]: ['alice'] }, true],
    ['two values', { [SUB]: ['alice', 'bob'] }, false],
  ])('substitutes %s in a resource', (_, context, expected) => {
    expect(ask([allow({ Resource: own })], { context })).toBe(expected);
  });

  it('uses a default only when there is no value', () => {
    const Resource = "arn:aws:s3:::bucket/${aws:PrincipalTag/team, 'none'}/x";
    const at = (team: string) => ({ resource: `arn:aws:s3:::bucket/${team}/x` });
    expect(ask([allow({ Resource })], at('none'))).toBe(true);
    const context = { 'aws:PrincipalTag/Team': 'blue' };
    expect(ask([allow({ Resource })], { ...at('blue'), context })).toBe(true);
    expect(ask([allow({ Resource })], { ...at('none'), context })).toBe(false);
  });

  it('reads ${*}, ${?} and ${$} as these characters', () => {
    const Resource = 'arn:aws:s3:::bucket/${*}${?}${$}';
    expect(ask([allow({ Resource })], { resource: 'arn:aws:s3:::bucket/*?$' })).toBe(true);
    expect(ask([allow({ Resource })], { resource: 'arn:aws:s3:::bucket/ab$' })).toBe(false);
  });

  it('finds the tag of a name with spaces', () => {
    const Resource = 'arn:aws:s3:::bucket/${aws:PrincipalTag/cost center}';
    const context = { 'aws:PrincipalTag/cost center': '7' };
    expect(ask([allow({ Resource })], { resource: 'arn:aws:s3:::bucket/7', context })).toBe(true);
  });

  it('lets a Deny on a resource without a value apply to nothing, as AWS does', () => {
    expect(ask([allow(), deny({ Resource: own })])).toBe(true);
  });

  it('never grants more because a variable of NotResource has no value', () => {
    expect(ask([allow({ NotResource: own })])).toBe(false);
    expect(ask([allow(), deny({ NotResource: own })])).toBe(false);
    const context = { [SUB]: 'alice' };
    expect(ask([allow(), deny({ NotResource: own })], { context })).toBe(true);
  });

  it('substitutes in conditions, where a variable without a value equals nothing', () => {
    const Condition = (operator: string) => ({ [operator]: { 's3:prefix': '${aws:PrincipalTag/home}/*' } });
    const tagged = { 's3:prefix': 'a/b', 'aws:PrincipalTag/home': 'a' };
    expect(ask([allow({ Condition: Condition('StringLike') })], { context: tagged })).toBe(true);
    const starred = { 's3:prefix': 'a/b', 'aws:PrincipalTag/home': '*' };
    expect(ask([allow({ Condition: Condition('StringLike') })], { context: starred })).toBe(false);
    const untagged = { 's3:prefix': '/b' };
    expect(ask([allow({ Condition: Condition('StringLike') })], { context: untagged })).toBe(false);
    expect(ask([allow({ Condition: Condition('StringNotLike') })], { context: untagged })).toBe(true);
  });
});
