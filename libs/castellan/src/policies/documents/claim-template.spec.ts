import { ANONYMOUS, machine, user } from '../callers.spec-helper.js';
import { MissingValue } from '../conditions.js';
import { isLikeTemplate, parseTemplate } from './claim-template.js';

const alice = user({
  sub: 'alice',
  groups: ['editors'],
  scopes: ['a/b'],
  claims: {
    email: 'a@b.example',
    'custom:tenant': 'acme',
    level: 3,
    active: false,
    none: null,
    address: { city: 'x' },
  },
});
const valueOf = (
  text: string,
  caller = alice as Parameters<NonNullable<ReturnType<typeof parseTemplate>>>[0],
): unknown => parseTemplate(text)?.(caller);

describe('a claim template', () => {
  it.each<[string, unknown]>([
    ['${user.sub}', 'alice'],
    ['${user.username}', 'alice'],
    ['${user.clientId}', 'web'],
    ['${user.pool}', 'customers'],
    ['${user.groups}', ['editors']],
    ['${user.scopes}', ['a/b']],
    ['${user.claims.email}', 'a@b.example'],
    ["${user.claims['custom:tenant']}", 'acme'],
    ["${user.claims['email']}", 'a@b.example'],
    ['${caller.sub}', 'alice'],
    ['${caller.clientId}', 'web'],
    ['${caller.pool}', 'customers'],
    ['${caller.scopes}', ['a/b']],
    ["${caller.claims['custom:tenant']}", 'acme'],
  ])('%s is a value of the token', (text, value) => {
    expect(valueOf(text)).toEqual(value);
  });

  it('keeps the type of a claim', () => {
    expect(valueOf('${user.claims.level}')).toBe(3);
    expect(valueOf('${user.claims.active}')).toBe(false);
  });

  it('of a caller is one of a program too, of a user is not', () => {
    expect(valueOf('${caller.sub}', machine())).toBe('batch');
    expect(valueOf('${user.sub}', machine())).toEqual(
      new MissingValue('${user.sub}, and the caller is a program'),
    );
  });

  it.each([
    ['${user.claims.absent}', alice, '${user.claims.absent}, which the token does not have'],
    ['${user.claims.none}', alice, '${user.claims.none}, which is null'],
    ['${user.claims.address}', alice, '${user.claims.address}, which is an object'],
    ['${user.claims.constructor}', alice, '${user.claims.constructor}, which the token does not have'],
    ['${caller.sub}', ANONYMOUS, '${caller.sub}, and the caller is anonymous'],
  ])('%s is missing where the token has no value', (text, caller, origin) => {
    expect(valueOf(text, caller)).toEqual(new MissingValue(origin));
  });

  it.each([
    '${user.id}',
    '${user.constructor}',
    '${user.claims}',
    '${user.claims.custom:tenant}',
    "${user.claims['']}",
    "${user.claims['a'b']}",
    '${user.claims["email"]}',
    '${ user.sub }',
    '${user.sub',
    'x${user.sub}',
    '${user.sub}x',
    '${user.sub}${user.sub}',
    '${user.sub}\n',
    '${caller.username}',
    '${caller.groups}',
    '${sub}',
    '${process.env.HOME}',
    '$user.sub',
    '{{user.sub}}',
  ])('is not %j, and that is not taken for a value', (text) => {
    expect(parseTemplate(text)).toBeUndefined();
    expect(isLikeTemplate(text)).toBe(true);
  });

  it.each(['alice', '$5', 'a $ b', '{a}', ''])('is not %j, which is a value', (text) => {
    expect(isLikeTemplate(text)).toBe(false);
  });
});
