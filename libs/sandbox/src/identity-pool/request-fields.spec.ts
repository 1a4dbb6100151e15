import { RequestFields } from './request-fields.js';

const ID = 'eu-west-1:00000000-0000-4000-8000-000000000001';

const problems = (input: Record<string, unknown>, read: (fields: RequestFields) => void): string => {
  const fields = new RequestFields(input);
  read(fields);
  try {
    fields.check();
  } catch (error) {
    expect(error).toMatchObject({ type: 'ValidationException', status: 400 });
    return (error as Error).message;
  }
  return 'none';
};

describe('RequestFields', () => {
  it('reads what the service model allows', () => {
    const fields = new RequestFields({
      IdentityPoolId: ID,
      AccountId: '123456789012',
      Logins: { a: 'token' },
    });
    expect(fields.identityPoolId()).toBe(ID);
    expect(fields.accountId()).toBe('123456789012');
    expect(fields.logins()).toEqual({ a: 'token' });
    expect(fields.customRoleArn()).toBeUndefined();
    expect(() => fields.check()).not.toThrow();
  });

  it('takes absent and null logins for none', () => {
    expect(new RequestFields({}).logins()).toEqual({});
    expect(new RequestFields({ Logins: null }).logins()).toEqual({});
  });

  it('names a required field that is missing', () => {
    expect(problems({}, (fields) => fields.identityId())).toBe(
      "1 validation error detected: Value null at 'identityId' failed to satisfy constraint: Member must not be null",
    );
  });

  it('reports everything that is wrong with a value at once', () => {
    expect(problems({ IdentityId: '' }, (fields) => fields.identityId())).toBe(
      "2 validation errors detected: Value '' at 'identityId' failed to satisfy constraint: " +
        "Member must have length greater than or equal to 1; Value '' at 'identityId' failed to satisfy constraint: " +
        'Member must satisfy regular expression pattern: [\\w-]+:[0-9a-f-]+',
    );
  });

  it.each([
    ['a user pool ID', { IdentityPoolId: 'eu-west-1_AbCdEf123' }, /pattern: \[\\w-\]\+:\[0-9a-f-\]\+$/],
    ['a line break behind the ID', { IdentityPoolId: `${ID}\n` }, /pattern/],
    [
      'an ID that is too long',
      { IdentityPoolId: `eu-west-1:${'a'.repeat(46)}` },
      /less than or equal to 55$/,
    ],
  ])('refuses %s', (_, input, message) => {
    expect(problems(input, (fields) => fields.identityPoolId())).toMatch(message);
  });

  it('refuses a role ARN that is too short', () => {
    expect(problems({ CustomRoleArn: 'arn' }, (fields) => fields.customRoleArn())).toMatch(/or equal to 20$/);
  });

  it('refuses more than ten logins', () => {
    const Logins = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`p${index}`, 'token']));
    expect(problems({ Logins }, (fields) => fields.logins())).toMatch(/less than or equal to 10$/);
  });

  it('refuses provider names and tokens of a wrong length without showing a token', () => {
    const token = 'secret'.repeat(10_000);
    const message = problems({ Logins: { ['p'.repeat(129)]: 'x', p: token, q: '' } }, (fields) =>
      fields.logins(),
    );
    expect(message).toMatch(
      /^2 validation errors detected: Value at 'logins' .*Map keys.*Map value must satisfy/,
    );
    expect(message).not.toContain('secret');
  });

  it.each([
    ['a number for a string', { IdentityId: 5 }, (fields: RequestFields) => fields.identityId()],
    ['a list for a map', { Logins: ['token'] }, (fields: RequestFields) => fields.logins()],
    ['a token that is no string', { Logins: { p: {} } }, (fields: RequestFields) => fields.logins()],
  ])('refuses %s as a SerializationException', (_, input, read) => {
    expect(() => read(new RequestFields(input))).toThrow(
      expect.objectContaining({ type: 'SerializationException', status: 400 }) as Error,
    );
  });
});
