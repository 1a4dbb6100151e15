import fc from 'fast-check';
import { PROPERTY_RUNS, PROPERTY_TIMEOUT } from '../property-runs.spec-helper.js';
import { authorize } from './authorize.js';
import { type TrustDecision, trustDecision } from './authorize-trust.js';
import type { PolicyStatement, TrustPolicyStatement } from './policy-document.js';
import type { Principal } from './principal.js';
import { validateTrustPolicy } from './validate-trust-policy.js';

const text = fc
  .array(
    fc.oneof(fc.constantFrom('*', '?', '$', '{', '}', '${', '/', ':', 'a', 'b'), fc.string({ maxLength: 3 })),
    {
      maxLength: 5,
    },
  )
  .map((pieces) => pieces.join(''));

const isAllowed = (statement: PolicyStatement, resource: string, context: Record<string, string>): boolean =>
  authorize({
    identityPolicies: [{ Version: '2012-10-17', Statement: statement }],
    sessionPolicies: [],
    action: 's3:GetObject',
    resource,
    context,
  }).allowed;

describe('policy variables, for any value', () => {
  it(
    'open the folder of exactly that name, whatever is in it',
    () => {
      const statement: PolicyStatement = {
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::bucket/${aws:PrincipalTag/tenant}/file',
      };
      fc.assert(
        fc.property(text, text, (mine, other) => {
          const context = { 'aws:PrincipalTag/tenant': mine };
          expect(isAllowed(statement, `arn:aws:s3:::bucket/${mine}/file`, context)).toBe(true);
          expect(isAllowed(statement, `arn:aws:s3:::bucket/${other}/file`, context)).toBe(mine === other);
        }),
        PROPERTY_RUNS,
      );
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'match exactly that value in conditions, with wildcards allowed and without',
    () => {
      fc.assert(
        fc.property(text, text, fc.constantFrom('StringEquals', 'StringLike'), (mine, other, operator) => {
          const statement: PolicyStatement = {
            Effect: 'Allow',
            Action: '*',
            Resource: '*',
            Condition: { [operator]: { 's3:prefix': '${aws:PrincipalTag/tenant}' } },
          };
          const context = { 'aws:PrincipalTag/tenant': mine, 's3:prefix': other };
          expect(isAllowed(statement, 'arn:aws:s3:::bucket', context)).toBe(mine === other);
        }),
        PROPERTY_RUNS,
      );
    },
    PROPERTY_TIMEOUT,
  );
});

describe('trust policies, for any statements', () => {
  const ROLE = 'arn:aws:iam::123456789012:role/server';
  const statement: fc.Arbitrary<TrustPolicyStatement> = fc.record({
    Effect: fc.constantFrom('Allow' as const, 'Deny' as const),
    Principal: fc.constantFrom<TrustPolicyStatement['Principal']>(
      '*',
      { AWS: '*' },
      { AWS: ROLE },
      { AWS: '123456789012' },
      { AWS: 'arn:aws:iam::999999999999:root' },
      { Federated: 'cognito-identity.amazonaws.com' },
      { Federated: 'accounts.google.com', AWS: [ROLE] },
      { Service: 'lambda.amazonaws.com' },
    ),
    Action: fc.constantFrom(
      '*',
      'sts:*',
      'sts:AssumeRole',
      'sts:AssumeRoleWithWebIdentity',
      'sts:TagSession',
    ),
    Condition: fc.constantFrom(
      {},
      { StringEquals: { 'sts:ExternalId': 'x' } },
      { 'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' } },
    ),
  });
  const statements = fc.array(statement, { minLength: 1, maxLength: 5 });
  const question = fc.record({
    principal: fc.constantFrom<Principal>(
      { kind: 'federated', provider: 'cognito-identity.amazonaws.com' },
      { kind: 'federated', provider: 'accounts.google.com' },
      { kind: 'aws', accountId: '123456789012', arn: ROLE },
      { kind: 'aws', accountId: '123456789012', arn: 'arn:aws:iam::123456789012:user/ann' },
      { kind: 'service', service: 'lambda.amazonaws.com' },
    ),
    action: fc.constantFrom('sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity', 'sts:TagSession'),
    context: fc.constantFrom<Record<string, string>>(
      {},
      { 'sts:ExternalId': 'x', 'cognito-identity.amazonaws.com:amr': 'authenticated' },
      { 'cognito-identity.amazonaws.com:amr': 'unauthenticated' },
    ),
  });
  const decide = (
    Statement: readonly TrustPolicyStatement[],
    asked: typeof question extends fc.Arbitrary<infer T> ? T : never,
  ): TrustDecision => {
    const policy = { Version: '2012-10-17', Statement } as const;
    validateTrustPolicy(policy, 'policy');
    return trustDecision({ policy, ...asked });
  };
  const RANK: Readonly<Record<TrustDecision, number>> = {
    'explicitly-denied': 0,
    denied: 1,
    delegated: 2,
    allowed: 3,
  };

  it(
    'do not care for the order, let a deny win, and never lose by an allow or gain by a deny',
    () => {
      const seen = new Set<TrustDecision>();
      fc.assert(
        fc.property(statements, statement, question, (list, added, asked) => {
          const before = decide(list, asked);
          seen.add(before);
          expect(decide([...list].reverse(), asked)).toBe(before);
          expect(decide([...list, { Effect: 'Deny', Principal: '*', Action: '*' }], asked)).toBe(
            'explicitly-denied',
          );
          const after = RANK[decide([...list, added], asked)];
          expect(added.Effect === 'Allow' ? after >= RANK[before] : after <= RANK[before]).toBe(true);
        }),
        PROPERTY_RUNS,
      );
      expect(seen.size).toBe(4);
    },
    PROPERTY_TIMEOUT,
  );
});
