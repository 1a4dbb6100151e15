import { groupRoles } from './group-roles.js';

const group = (roleArn?: string, precedence?: number) => ({
  groupName: 'g',
  ...(roleArn === undefined ? {} : { roleArn }),
  ...(precedence === undefined ? {} : { precedence }),
});

describe('the roles of groups', () => {
  it.each([
    ['no group', [], [], undefined],
    ['groups without roles', [group(), group(undefined, 0)], [], undefined],
    ['one role', [group('a', 3)], ['a'], 'a'],
    ['one role without precedence', [group('a')], ['a'], 'a'],
    ['the lowest precedence', [group('a', 3), group('b', 0), group('c', 1)], ['a', 'b', 'c'], 'b'],
    ['a precedence before none', [group('a'), group('b', 9)], ['a', 'b'], 'b'],
    ['equal precedence and different roles', [group('a', 1), group('b', 1)], ['a', 'b'], undefined],
    ['equal precedence and the same role', [group('a', 1), group('a', 1)], ['a'], 'a'],
    ['no precedence and different roles', [group('a'), group('b')], ['a', 'b'], undefined],
    ['a tie below the best', [group('a', 0), group('b', 1), group('c', 1)], ['a', 'b', 'c'], 'a'],
    ['a tie before the best is met', [group('b', 1), group('c', 1), group('a', 0)], ['b', 'c', 'a'], 'a'],
    ['a better group without a role', [group(undefined, 0), group('a', 1)], ['a'], 'a'],
  ])('follow the precedence: %s', (_, groups, roles, preferredRole) => {
    expect(groupRoles(groups)).toEqual({ roles, ...(preferredRole === undefined ? {} : { preferredRole }) });
  });
});
