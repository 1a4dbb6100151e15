import { validatePolicyDocument } from './validate-policy-document.js';

const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const document = { Version: '2012-10-17', Statement: [statement] };
const withStatement = (changes: object): object => ({
  ...document,
  Statement: [{ ...statement, ...changes }],
});
const validate = (value: unknown) => () => validatePolicyDocument(value, 'roles[0].policies[1]');

describe('validatePolicyDocument', () => {
  it.each([
    document,
    { ...document, Id: 'x', Statement: statement },
    { ...document, Version: undefined },
    { ...withStatement({ Resource: 'arn:aws:s3:::a/${b' }), Version: '2008-10-17' },
    withStatement({ Sid: 'Own', Action: ['s3:*', '*'], Resource: ['arn:aws:s3:::a/${aws:userid}/*', '*'] }),
    withStatement({ Condition: { 'ForAnyValue:StringLikeIfExists': { 'aws:TagKeys': ['a', '${*}'] } } }),
    withStatement({ Condition: { Bool: { 'aws:SecureTransport': true }, NumericEquals: { a: [1, '2'] } } }),
    withStatement({ Condition: { ArnLike: { 'aws:PrincipalArn': '${aws:PrincipalArn}' } } }),
  ])('accepts policy %#', (value) => {
    expect(validate(value)).not.toThrow();
  });

  it.each([
    [undefined, 'roles[0].policies[1]: found nothing. Write an object.'],
    [[], 'roles[0].policies[1]: found an empty array. Write an object.'],
    [
      { ...document, Version: '2012-10-18' },
      '.Version: found "2012-10-18". Write "2012-10-17". Of "2008-10-17"',
    ],
    [{ ...document, Version: null }, 'roles[0].policies[1].Version: found null. Write "2012-10-17"'],
    [
      { ...document, Statements: [] },
      'roles[0].policies[1].Statements: found an option that does not exist. Write one of',
    ],
    [
      { ...document, Statement: [] },
      'roles[0].policies[1].Statement: found an empty array. Write at least one statement.',
    ],
    [{ ...document, Statement: 'all' }, 'roles[0].policies[1].Statement: found "all". Write an object.'],
    [withStatement({ Effect: 'allow' }), '.Statement[0].Effect: found "allow". Write "Allow" or "Deny".'],
    [
      withStatement({ Principal: '*' }),
      '.Statement[0].Principal: found an option that does not exist. Write one of',
    ],
    [
      withStatement({ NotAction: '*' }),
      '.Statement[0]: found "both". A statement has either Action or NotAction',
    ],
    [
      withStatement({ Resource: undefined }),
      'found "neither". A statement has either Resource or NotResource',
    ],
    [withStatement({ Action: [] }), '.Statement[0].Action: found an empty array. Write a string'],
    [withStatement({ Action: 1 }), '.Statement[0].Action: found 1. Write a string.'],
    [
      withStatement({ Action: 'GetObject' }),
      '.Statement[0].Action: found "GetObject". Write "*" or an action',
    ],
    [withStatement({ Action: 's3:${aws:userid}' }), '.Statement[0].Action: found "s3:${aws:userid}"'],
    [
      withStatement({ Resource: 'bucket/*' }),
      '.Statement[0].Resource: found "bucket/*". Write "*" or an ARN',
    ],
    [
      withStatement({ Resource: 'arn:aws:s3:::a/${b' }),
      'the policy variable that starts with ${ is not closed',
    ],
    [withStatement({ Resource: 'arn:aws:s3:::a/${}' }), '${} is not a policy variable'],
    [withStatement({ Resource: 'arn:aws:s3:::a/${b, c}' }), '${b, c} is not a policy variable'],
    [withStatement({ Resource: 'arn:aws:s3:${aws:a}::b' }), 'may stand in the last part of the ARN only'],
    [withStatement({ Condition: [] }), '.Statement[0].Condition: found an empty array. Write an object'],
    [
      withStatement({ Condition: { StringEqual: { a: 'b' } } }),
      '.Statement[0].Condition.StringEqual: found an object. The sandbox does not evaluate the condition operator StringEqual.',
    ],
    [withStatement({ Condition: { stringequals: { a: 'b' } } }), 'the condition operator stringequals'],
    [withStatement({ Condition: { BinaryEquals: { a: 'b' } } }), 'the condition operator BinaryEquals'],
    [withStatement({ Condition: { NullIfExists: { a: 'true' } } }), 'the condition operator NullIfExists'],
    [withStatement({ Condition: { 'ForAnyValue:Null': { a: 'true' } } }), 'operator ForAnyValue:Null'],
    [withStatement({ Condition: { 'ForSome:StringEquals': { a: 'b' } } }), 'operator ForSome:StringEquals'],
    [withStatement({ Condition: { constructor: { a: 'b' } } }), 'the condition operator constructor'],
    [
      withStatement({ Condition: { StringEquals: 'a' } }),
      'found "a". Write an object of condition keys to values.',
    ],
    [
      withStatement({ Condition: { StringEquals: { a: [] } } }),
      'StringEquals["a"]: found an empty array. Write one or more',
    ],
    [
      withStatement({ Condition: { StringEquals: { a: null } } }),
      'found null. Write a string, a number or a boolean',
    ],
    [withStatement({ Condition: { StringEquals: { a: '${' } } }), 'is not closed by }'],
    [withStatement({ Condition: { NumericEquals: { a: 'x' } } }), 'found "x". Write a decimal number.'],
    [
      withStatement({ Condition: { NumericEquals: { a: '${b}' } } }),
      'work with string and ARN operators only',
    ],
    [withStatement({ Condition: { DateLessThan: { a: '2026-01-31T12:00' } } }), 'Write an ISO 8601 date'],
    [withStatement({ Condition: { DateLessThan: { a: '2026-13-31' } } }), 'Write an ISO 8601 date'],
    [withStatement({ Condition: { Bool: { a: 'yes' } } }), 'found "yes". Write true or false.'],
    [withStatement({ Condition: { Null: { a: '1' } } }), 'found "1". Write true or false.'],
    [withStatement({ Condition: { IpAddress: { a: '10.0.0.0/33' } } }), 'Write an IP address or a range'],
    [withStatement({ Condition: { IpAddress: { a: '10.0.0/8' } } }), 'Write an IP address or a range'],
    [withStatement({ Condition: { IpAddress: { a: '10.0.0.0/8/8' } } }), 'Write an IP address or a range'],
    [withStatement({ Condition: { IpAddress: { a: '10.0.0.0/x' } } }), 'Write an IP address or a range'],
    [withStatement({ Condition: { ArnLike: { a: 'bucket' } } }), 'Write an ARN with its six parts.'],
  ])('refuses policy %#, and says where and why', (value, message) => {
    expect(validate(value)).toThrow(message);
  });
});
