import fc from 'fast-check';
import { authorize, type AuthorizationResult } from './authorize.js';
import type { PolicyDocument, PolicyStatement } from './policy-document.js';
import { validatePolicyDocument } from './validate-policy-document.js';

const ACTIONS = ['s3:GetObject', 's3:PutObject', 's3:ListBucket'];
const RESOURCES = ['arn:aws:s3:::a', 'arn:aws:s3:::a/x', 'arn:aws:s3:::b/x', 'arn:aws:s3:::b/*'];
const VALUES = ['x', 'y', '*'];

const conditions: fc.Arbitrary<NonNullable<PolicyStatement['Condition']>> = fc.dictionary(
  fc.constantFrom(
    'StringEquals',
    'StringNotEquals',
    'StringLike',
    'StringLikeIfExists',
    'ForAllValues:StringEquals',
    'ForAnyValue:StringLike',
  ),
  fc.dictionary(fc.constantFrom('k', 'l'), fc.constantFrom('x', 'y', '*', '${l}', "${k, 'x'}", '${*}'), {
    minKeys: 1,
    maxKeys: 2,
  }),
  { maxKeys: 2 },
);

const statement: fc.Arbitrary<PolicyStatement> = fc
  .record({
    Effect: fc.constantFrom('Allow' as const, 'Deny' as const),
    action: fc.constantFrom('*', 's3:*', 's3:Get*', ...ACTIONS),
    notAction: fc.boolean(),
    resource: fc.constantFrom('*', 'arn:aws:s3:::*', 'arn:aws:s3:::a/*', 'arn:aws:s3:::${k}/x', ...RESOURCES),
    notResource: fc.boolean(),
    Condition: conditions,
  })
  .map(({ Effect, action, notAction, resource, notResource, Condition }) => ({
    Effect,
    ...(notAction ? { NotAction: action } : { Action: action }),
    ...(notResource ? { NotResource: resource } : { Resource: resource }),
    Condition,
  }));

const question = fc.record({
  action: fc.constantFrom(...ACTIONS),
  resource: fc.constantFrom(...RESOURCES),
  context: fc.dictionary(
    fc.constantFrom('k', 'l'),
    fc.oneof(fc.constantFrom(...VALUES), fc.array(fc.constantFrom(...VALUES), { maxLength: 3 })),
  ),
});

type Question = typeof question extends fc.Arbitrary<infer T> ? T : never;

const policies = fc.array(fc.array(statement, { minLength: 1, maxLength: 4 }), { maxLength: 3 });
const documents = (lists: PolicyStatement[][]): PolicyDocument[] =>
  lists.map((Statement) => ({ Version: '2012-10-17', Statement }));
const decide = (
  role: PolicyStatement[][],
  session: PolicyStatement[][],
  asked: Question,
): AuthorizationResult =>
  authorize({ identityPolicies: documents(role), sessionPolicies: documents(session), ...asked });

const RUNS = { numRuns: 2000 };

describe('authorize, for any policies', () => {
  it('is asked about both allowed and refused requests here', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(policies, policies, question, (role, session, asked) => {
        documents(role).forEach((document) => validatePolicyDocument(document, 'role'));
        seen.add(JSON.stringify(decide(role, session, asked)));
      }),
      RUNS,
    );
    expect(seen.size).toBe(5);
  });

  it('refuses explicitly whenever one more statement denies everything', () => {
    const denyAll: PolicyStatement = { Effect: 'Deny', Action: '*', Resource: '*' };
    fc.assert(
      fc.property(policies, policies, question, (role, session, asked) => {
        expect(decide([...role, [denyAll]], session, asked)).toEqual({
          allowed: false,
          explicit: true,
          by: 'identity-based',
        });
        expect(decide(role, [...session, [denyAll]], asked)).toMatchObject({
          allowed: false,
          explicit: true,
        });
      }),
      RUNS,
    );
  });

  it('does not care for the order of policies and statements', () => {
    fc.assert(
      fc.property(policies, policies, question, (role, session, asked) => {
        const turned = (lists: PolicyStatement[][]) => lists.map((list) => [...list].reverse()).reverse();
        expect(decide(turned(role), turned(session), asked)).toEqual(decide(role, session, asked));
      }),
      RUNS,
    );
  });

  it('does not care for a statement about something else', () => {
    const unrelated = fc.constantFrom<PolicyStatement>(
      { Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' },
      { Effect: 'Deny', Action: '*', Resource: 'arn:aws:s3:::elsewhere/*' },
      { Effect: 'Deny', Action: '*', Resource: '*', Condition: { StringEquals: { absent: 'x' } } },
    );
    fc.assert(
      fc.property(policies, policies, question, unrelated, (role, session, asked, statement) => {
        expect(decide([...role, [statement]], session, asked)).toEqual(decide(role, session, asked));
      }),
      RUNS,
    );
  });

  it('never allows by a session policy what the role does not allow', () => {
    fc.assert(
      fc.property(policies, policies, question, (role, session, asked) => {
        const narrowed = decide(role, session, asked).allowed;
        expect(narrowed && !decide(role, [], asked).allowed).toBe(false);
      }),
      RUNS,
    );
  });

  it('never refuses more for one more Allow, nor allows more for one more Deny', () => {
    fc.assert(
      fc.property(policies, question, statement, (role, asked, added) => {
        const before = decide(role, [], asked).allowed;
        const after = decide([...role, [added]], [], asked).allowed;
        expect(added.Effect === 'Allow' ? before && !after : after && !before).toBe(false);
      }),
      RUNS,
    );
  });
});
