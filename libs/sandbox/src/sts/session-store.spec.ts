import { inspect } from 'node:util';
import type { PolicyDocument } from '../iam/policy-document.js';
import { SessionStore } from './session-store.js';

const accountId = '123456789012';
const roleArn = `arn:aws:iam::${accountId}:role/some/path/reader`;
const policy: PolicyDocument = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' },
};

describe('SessionStore', () => {
  let now = 1_000_000;
  const clock = (): number => now;
  const store = new SessionStore({ clock, accountId, roles: [{ roleArn, policies: [policy] }] });
  const request = { roleArn, sessionName: 'CognitoIdentityCredentials', durationSeconds: 3600 };

  it('makes keys, token and names as AWS spells them', () => {
    const session = store.assumeRole({ ...request, conditionKeys: { 'aws:PrincipalTag/team': 'blue' } });

    expect(session.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(session.secretAccessKey).toMatch(/^[A-Za-z0-9+/]{40}$/);
    expect(session.sessionToken.length).toBeGreaterThan(300);
    expect(session.assumedRoleArn).toBe(
      `arn:aws:sts::${accountId}:assumed-role/reader/CognitoIdentityCredentials`,
    );
    expect(session.userId).toMatch(/^AROA[A-Z2-7]{17}:CognitoIdentityCredentials$/);
    expect(session.expiresAt).toBe(now + 3_600_000);
    expect(session.identityPolicies).toEqual([policy]);
    expect(session.sessionPolicies).toEqual([]);
    expect(session.conditionKeys).toEqual({
      'aws:userid': session.userId,
      'aws:PrincipalArn': roleArn,
      'aws:PrincipalAccount': accountId,
      'aws:PrincipalType': 'AssumedRole',
      'aws:TokenIssueTime': new Date(now).toISOString(),
      'aws:PrincipalTag/team': 'blue',
    });
  });

  it('gives every session its own keys and every session of a role the same role ID', () => {
    const [a, b] = [store.assumeRole(request), store.assumeRole(request)];
    expect(a.accessKeyId).not.toBe(b.accessKeyId);
    expect(a.secretAccessKey).not.toBe(b.secretAccessKey);
    expect(a.sessionToken).not.toBe(b.sessionToken);
    expect(a.userId).toBe(b.userId);
  });

  it('finds what stands behind a key, expired or not', () => {
    const session = store.assumeRole(request);
    now += 4_000_000;
    store.assumeRole(request);
    expect(store.find(session.accessKeyId)).toEqual({ kind: 'session', session });
    const { administrator } = store;
    expect(administrator.accessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/);
    expect(store.find(administrator.accessKeyId)).toEqual({ kind: 'administrator', administrator });
    expect(store.find('ASIAAAAAAAAAAAAAAAAA')).toBeUndefined();
  });

  it('prints no secret', () => {
    const session = store.assumeRole(request);
    const printed = [session, store.administrator, store]
      .map((value) => inspect(value, { depth: 9, showHidden: true }) + JSON.stringify(value))
      .join();
    for (const secret of [
      session.secretAccessKey,
      session.sessionToken,
      store.administrator.secretAccessKey,
    ]) {
      expect(printed).not.toContain(secret);
    }
  });

  it('evaluates the policies it was given, not what becomes of them', () => {
    const mutable = structuredClone(policy) as { Statement: { Effect: string } } & PolicyDocument;
    const own = new SessionStore({ clock, accountId, roles: [{ roleArn, policies: [mutable] }] });
    mutable.Statement.Effect = 'Deny';
    expect(own.assumeRole(request).identityPolicies).toEqual([policy]);
  });

  it('refuses a role it does not have, and says which there are', () => {
    expect(() => store.assumeRole({ ...request, roleArn: 'arn:aws:iam::123456789012:role/x' })).toThrow(
      `roleArn: found "arn:aws:iam::123456789012:role/x". Write a role of the sandbox: one of "${roleArn}".`,
    );
  });

  it.each([NaN, Infinity, 0, -1, 1.5])('refuses a session of %p seconds', (durationSeconds) => {
    expect(() => store.assumeRole({ ...request, durationSeconds })).toThrow('durationSeconds: found');
  });

  it('refuses a session name, a session policy and condition keys that STS would refuse', () => {
    expect(() => store.assumeRole({ ...request, sessionName: 'a b' })).toThrow('sessionName: found "a b"');
    const sessionPolicies = [{ ...policy, Statement: [{ Effect: 'Maybe' }] } as unknown as PolicyDocument];
    expect(() => store.assumeRole({ ...request, sessionPolicies })).toThrow(
      'sessionPolicies[0].Statement[0].Effect: found "Maybe"',
    );
    for (const conditionKeys of [
      { 'aws:PrincipalTag/a': '1', 'aws:principaltag/A': '2' },
      { 'AWS:UserId': 'AROA:somebody' },
    ]) {
      expect(() => store.assumeRole({ ...request, conditionKeys })).toThrow(
        'There is one of this name already',
      );
    }
  });

  it.each([
    ['an account ID', { accountId: '123' }, 'accountId: found "123". Write twelve digits.'],
    [
      'a role of another account',
      { roles: [{ roleArn: 'arn:aws:iam::999999999999:role/a', policies: [] }] },
      'roles[0].roleArn: found "arn:aws:iam::999999999999:role/a". Write "arn:aws:iam::123456789012:role/NAME".',
    ],
    [
      'a role twice',
      {
        roles: [
          { roleArn, policies: [] },
          { roleArn, policies: [] },
        ],
      },
      `roles[1].roleArn: found "${roleArn}". Write each role once.`,
    ],
    [
      'a policy',
      {
        roles: [
          { roleArn, policies: [policy, { ...policy, Version: '2007-10-17' } as unknown as PolicyDocument] },
        ],
      },
      'roles[0].policies[1].Version: found "2007-10-17"',
    ],
  ])('names the option when %s is not usable', (_, options, message) => {
    expect(() => new SessionStore({ clock, accountId, roles: [], ...options })).toThrow(message);
  });
});
