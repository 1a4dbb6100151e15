import { validateTrustPolicy } from './validate-trust-policy.js';

const statement = {
  Effect: 'Allow',
  Principal: { Federated: 'cognito-identity.amazonaws.com' },
  Action: 'sts:AssumeRoleWithWebIdentity',
};
const policyWith = (changes: object): object => ({
  Version: '2012-10-17',
  Statement: [{ ...statement, ...changes }],
});
const validate = (policy: unknown) => () => validateTrustPolicy(policy, 'trustPolicy');

describe('validateTrustPolicy', () => {
  it.each([
    policyWith({}),
    { Version: '2008-10-17', Id: 'x', Statement: statement },
    { Statement: statement },
    policyWith({ Principal: '*' }),
    policyWith({ Principal: { AWS: ['*', '123456789012', 'arn:aws:iam::123456789012:root'] } }),
    policyWith({ Principal: { AWS: 'arn:aws-us-gov:iam::123456789012:role/path/name' } }),
    policyWith({ Principal: { AWS: 'arn:aws:sts::123456789012:assumed-role/name/session' } }),
    policyWith({ Principal: { Federated: 'arn:aws:iam::123456789012:saml-provider/corp' } }),
    policyWith({ Principal: { Service: ['lambda.amazonaws.com', 'ec2.amazonaws.com.cn'] } }),
    policyWith({ Condition: { StringEquals: { 'cognito-identity.amazonaws.com:aud': 'x' } } }),
  ])('accepts policy %#', (policy) => {
    expect(validate(policy)).not.toThrow();
  });

  it.each<[object, string]>([
    [policyWith({ Resource: '*' }), '.Statement[0].Resource: found an option that does not exist.'],
    [policyWith({ NotPrincipal: '*' }), '.Statement[0].NotPrincipal: found an option that does not exist.'],
    [
      policyWith({ Principal: undefined }),
      '.Statement[0].Principal: found nothing. Write "*", or an object such as',
    ],
    [policyWith({ Principal: {} }), '.Principal: found an object. Write AWS, Federated or Service.'],
    [
      policyWith({ Principal: { CanonicalUser: 'x' } }),
      '.CanonicalUser: found an option that does not exist.',
    ],
    [policyWith({ Principal: { AWS: 'arn:aws:iam::123456789012:role/*' } }), 'without wildcards, or "*"'],
    [policyWith({ Principal: { AWS: 'ann' } }), '.Principal.AWS: found "ann". Write an account ID'],
    [policyWith({ Principal: { Federated: '*' } }), '.Principal.Federated: found "*".'],
    [policyWith({ Principal: { Service: 'lambda' } }), '.Principal.Service: found "lambda".'],
    [policyWith({ Action: undefined }), 'either Action or NotAction'],
    [policyWith({ Condition: { StringEqual: {} } }), 'does not evaluate the condition operator StringEqual'],
    [{ Version: '2026-01-01', Statement: statement }, 'trustPolicy.Version: found "2026-01-01".'],
    [{ Version: '2012-10-17', Statement: [] }, 'trustPolicy.Statement: found an empty array.'],
  ])('refuses policy %#, and says where and why', (policy, message) => {
    expect(validate(policy)).toThrow(message);
  });
});
