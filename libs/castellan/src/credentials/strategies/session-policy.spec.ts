import fc from 'fast-check';
import { ConfigurationError } from '../../errors/index.js';
import {
  assertOnlyDenies,
  combinedSessionPolicy,
  policyLiteral,
  sessionPolicyText,
} from './session-policy.js';

const Version = '2012-10-17';
const allow = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::files/*' };
const deny = { Effect: 'Deny', Action: 's3:*', NotResource: ['arn:aws:s3:::files/a/*'] };
const text = (...Statement: object[]): string => JSON.stringify({ Version, Statement });

describe('policyLiteral', () => {
  it('leaves no wildcard and no variable in a value', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: fc.constantFrom('*', '?', '$', '{', '}', 'a') }),
        (value) => {
          const literal = policyLiteral(value);
          expect(literal.replaceAll(/\$\{[*?$]\}/g, '')).not.toMatch(/[*?$]/);
          expect(literal.replaceAll(/\$\{([*?$])\}/g, '$1')).toBe(value);
        },
      ),
    );
  });

  it.each([undefined, null, '', 7, ['acme'], {}])(
    'refuses %p, which is what a missing claim gives',
    (value) => {
      expect(() => policyLiteral(value)).toThrow(ConfigurationError);
    },
  );
});

describe('sessionPolicyText', () => {
  it('is the policy as JSON that STS takes, in ASCII', () => {
    const policy = { Version, Statement: [{ ...allow, Resource: 'arn:aws:s3:::files/münchen-日本/*' }] };
    const written = sessionPolicyText('x', policy);

    expect(written).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(written)).toEqual(policy);
  });

  it.each([
    ['a text', '{}'],
    ['nothing', undefined],
    ['a list', []],
    ['no version', { Statement: allow }],
    ['the older version', { Version: '2008-10-17', Statement: allow }],
    ['another member', { Version, Statement: allow, Id: 'x' }],
    ['no statement', { Version, Statement: [] }],
    ['a statement that is no object', { Version, Statement: ['Allow'] }],
    ['a principal', { Version, Statement: { ...allow, Principal: '*' } }],
    ['another effect', { Version, Statement: { ...allow, Effect: 'allow' } }],
    ['no action', { Version, Statement: { Effect: 'Allow', Resource: '*' } }],
    ['two kinds of action', { Version, Statement: { ...allow, NotAction: 's3:PutObject' } }],
    ['no resource', { Version, Statement: { Effect: 'Allow', Action: '*' } }],
    ['an empty list of resources', { Version, Statement: { ...allow, Resource: [] } }],
    ['an empty resource', { Version, Statement: { ...allow, Resource: [''] } }],
    ['more than AWS takes', { Version, Statement: { ...allow, Resource: 'a'.repeat(2_000) } }],
  ])('refuses %s, and says where', (_what, policy) => {
    expect(() => sessionPolicyText('the route', policy)).toThrow(/^The session policy of the route /);
  });
});

describe('two session policies', () => {
  it('are one where only one is there', () => {
    expect(combinedSessionPolicy(text(allow), undefined)).toBe(text(allow));
    expect(combinedSessionPolicy(undefined, text(allow))).toBe(text(allow));
    expect(combinedSessionPolicy(undefined, undefined)).toBeUndefined();
  });

  it('are both, where the narrower one only denies', () => {
    const single = JSON.stringify({ Version, Statement: allow });
    expect(JSON.parse(combinedSessionPolicy(single, text(deny)) ?? '')).toEqual({
      Version,
      Statement: [allow, deny],
    });
  });

  it('are refused, where the narrower one would allow something', () => {
    expect(() => combinedSessionPolicy(text(allow), text(deny, allow))).toThrow(ConfigurationError);
    expect(() => assertOnlyDenies(text(allow))).toThrow(/can only take away/);
  });
});
