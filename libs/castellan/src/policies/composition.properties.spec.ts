import fc from 'fast-check';
import { allOf } from './all-of.requirement.js';
import { anyOf } from './any-of.requirement.js';
import { ANONYMOUS, contextOf, user } from './callers.spec-helper.js';
import { claims } from './claims.requirement.js';
import { groups } from './groups.requirement.js';
import { not } from './not.requirement.js';
import { evaluate, type Requirement } from './requirement.js';
import { scopes } from './scopes.requirement.js';

const editor = user({ groups: ['editors'], scopes: ['articles/read'] });

describe('compositions, for any tree of requirements', () => {
  type Expected = boolean | 'failed';
  const leaf: fc.Arbitrary<[Requirement, Expected]> = fc.constantFrom<[Requirement, Expected]>(
    [groups('editors'), true],
    [groups('admins'), false],
    [scopes('articles/read'), true],
    [scopes('articles/write'), false],
    [claims(async () => true), true],
    [claims(() => false), false],
    [claims(() => undefined as never), 'failed'],
    [claims(() => Promise.reject(new Error('broken'))), 'failed'],
  );
  const { tree } = fc.letrec<{ tree: [Requirement, Expected] }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc
        .array(tie('tree'), { minLength: 1, maxLength: 4 })
        .map((members): [Requirement, Expected] => [
          allOf(...members.map(([member]) => member)),
          members.some(([, value]) => value === false)
            ? false
            : members.every(([, value]) => value === true) || 'failed',
        ]),
      fc.array(tie('tree'), { minLength: 1, maxLength: 4 }).map((members): [Requirement, Expected] => {
        const values = members.map(([, value]) => value);
        return [
          anyOf(...members.map(([member]) => member)),
          values.includes(true) ? true : values.includes('failed') ? 'failed' : false,
        ];
      }),
      tie('tree').map(([member, value]): [Requirement, Expected] => [
        not(member),
        value === 'failed' ? 'failed' : !value,
      ]),
    ),
  }));

  it('grant only what logic grants when a failure is worth neither yes nor no', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async ([requirement, expected]) => {
        const decision = await evaluate(requirement, contextOf(editor));
        // A failure inside may close more than logic would, never less.
        if (decision.granted) expect(expected).toBe(true);
        else if (decision.reason !== 'policy_failed') expect(expected).toBe(false);
      }),
    );
  });

  it('grant an anonymous caller nothing', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async ([requirement]) => {
        expect(await evaluate(requirement, contextOf(ANONYMOUS))).toMatchObject({ granted: false });
      }),
    );
  });
});
