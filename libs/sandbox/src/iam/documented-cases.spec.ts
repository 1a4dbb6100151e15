import { readFileSync } from 'node:fs';
import path from 'node:path';
import { authorize } from './authorize.js';
import { trustDecision } from './authorize-trust.js';
import type { ConditionKeys } from './condition-context.js';
import type {
  PolicyDocument,
  PolicyStatement,
  PolicyVersion,
  TrustPolicyDocument,
  TrustPolicyStatement,
} from './policy-document.js';
import type { Principal } from './principal.js';
import { validatePolicyDocument } from './validate-policy-document.js';
import { validateTrustPolicy } from './validate-trust-policy.js';

type Value = string | boolean;
type Verdict =
  'allowed' | 'denied' | 'explicitly denied' | 'denied by the session' | 'explicitly denied by the session';

interface OperatorCases {
  readonly source: string;
  readonly operator: string;
  /** What the policy says, what the request has (`null`: the key is absent), and whether the condition holds. */
  readonly rows: readonly [Value | readonly string[], string | readonly string[] | null, boolean][];
}

interface ResourceCases {
  readonly source: string;
  readonly version?: PolicyVersion | null;
  readonly resource: string | readonly string[];
  readonly rows: readonly [resource: string, context: ConditionKeys, matches: boolean][];
}

interface PolicyCases {
  readonly source: string;
  readonly role: readonly PolicyStatement[];
  readonly session?: readonly PolicyStatement[];
  readonly requests: readonly [action: string, resource: string, context: ConditionKeys, verdict: Verdict][];
}

interface TrustCases {
  readonly source: string;
  readonly policy: readonly TrustPolicyStatement[];
  readonly principal: Principal;
  readonly requests: readonly [action: string, context: ConditionKeys, decision: string][];
}

const casesOf = (...files: readonly string[]): unknown[] =>
  files.flatMap(
    (file) => JSON.parse(readFileSync(path.join(__dirname, 'documented-cases', file), 'utf8')) as unknown[],
  );

const operators = casesOf('conditions.json', 'sets.json') as readonly OperatorCases[];
const resources = casesOf('resources.json') as readonly ResourceCases[];
const policies = casesOf('policies.json', 'fine-grained.json') as readonly PolicyCases[];
const trust = casesOf('trust.json') as readonly TrustCases[];

const ACTION = 's3:GetObject';
const RESOURCE = 'arn:aws:s3:::bucket/key';

const documentsOf = (statements: readonly PolicyStatement[]): PolicyDocument[] =>
  statements.length === 0 ? [] : [{ Version: '2012-10-17', Statement: statements }];

function verdictOf(
  role: readonly PolicyDocument[],
  session: readonly PolicyDocument[],
  request: { readonly action: string; readonly resource: string; readonly context: ConditionKeys },
): Verdict {
  [...role, ...session].forEach((document) => validatePolicyDocument(document, 'policy'));
  const result = authorize({ identityPolicies: role, sessionPolicies: session, ...request });
  if (result.allowed) return 'allowed';
  const denied = result.explicit ? 'explicitly denied' : 'denied';
  return result.by === 'session' ? `${denied} by the session` : denied;
}

describe('what AWS documents of IAM', () => {
  it('is tried in several hundred cases', () => {
    const rows = [...operators, ...resources].reduce((sum, group) => sum + group.rows.length, 0);
    const requests = [...policies, ...trust].reduce((sum, group) => sum + group.requests.length, 0);
    expect(rows + requests).toBeGreaterThanOrEqual(300);
  });

  describe.each(operators)('$source: $operator', ({ operator, rows }) => {
    it.each(rows)('%j of a policy, with %j in the request: %s', (policy, request, holds) => {
      const context: ConditionKeys = request === null ? {} : { 'aws:Key': request };
      const statement = (Effect: 'Allow' | 'Deny'): PolicyStatement => ({
        Effect,
        Action: ACTION,
        Resource: '*',
        Condition: { [operator]: { 'aws:Key': policy } },
      });
      const all: PolicyStatement = { Effect: 'Allow', Action: '*', Resource: '*' };
      const asked = { action: ACTION, resource: RESOURCE, context };
      expect(verdictOf(documentsOf([statement('Allow')]), [], asked)).toBe(holds ? 'allowed' : 'denied');
      expect(verdictOf(documentsOf([all, statement('Deny')]), [], asked)).toBe(
        holds ? 'explicitly denied' : 'allowed',
      );
    });
  });

  describe.each(resources)('$source: $resource', ({ version = '2012-10-17', resource: Resource, rows }) => {
    it.each(rows)('%s with %j: %s', (resource, context, matches) => {
      const Statement: PolicyStatement = { Effect: 'Allow', Action: ACTION, Resource };
      const document: PolicyDocument = version === null ? { Statement } : { Version: version, Statement };
      expect(verdictOf([document], [], { action: ACTION, resource, context })).toBe(
        matches ? 'allowed' : 'denied',
      );
    });
  });

  describe.each(policies)('$source', ({ role, session = [], requests }) => {
    it.each(requests)('%s on %s with %j: %s', (action, resource, context, verdict) => {
      const asked = { action, resource, context };
      expect(verdictOf(documentsOf(role), documentsOf(session), asked)).toBe(verdict);
    });
  });

  describe.each(trust)('$source', ({ policy: Statement, principal, requests }) => {
    it.each(requests)('%s with %j: %s', (action, context, decision) => {
      const policy: TrustPolicyDocument = { Version: '2012-10-17', Statement };
      validateTrustPolicy(policy, 'trustPolicy');
      expect(trustDecision({ policy, action, principal, context })).toBe(decision);
    });
  });
});
