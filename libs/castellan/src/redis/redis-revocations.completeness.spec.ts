import { shortenTimeouts } from '../tokens/short-timeouts.spec-helper.js';
import { RevocationsUnavailableError } from '../errors/index.js';
import { ISSUER, isRevoked, principal, redisMachines } from './redis-machines.spec-helper.js';
import { describeWithRedis, until } from './redis-server.spec-helper.js';

describeWithRedis('RedisRevocations, of what it cannot keep or understand,', () => {
  const { server, newMachine, openMachine, withClient } = redisMachines();

  // A second passes from one reading to the next, or to another attempt.
  beforeEach(() => {
    shortenTimeouts(1_000);
  });
  afterEach(() => jest.restoreAllMocks());

  it('does not trust a copy that does not hold everything', async () => {
    const errors: Error[] = [];
    const machine = await openMachine({ maxEntries: 1, onError: (error) => errors.push(error) });
    const other = await openMachine();
    await other.revokeToken({ issuer: ISSUER, jti: 'jti-2' });
    await other.revokeToken({ issuer: ISSUER, jti: 'jti-3' });
    await until(() => !machine.status.current);
    expect(() => isRevoked(machine)).toThrow(RevocationsUnavailableError);
    expect(errors.at(-1)?.message).toContain('maxEntries');
    expect((await openMachine({ maxEntries: 1 })).status.current).toBe(false);
  });

  it.each([
    'nonsense',
    '["token"]',
    '["bogus","a","b"]',
    '["user","a","b","c"]',
    '["signIn","a","b",3]',
    '["token","a","b","c","d"]',
    '[1,2,3]',
  ])('reads past a member it does not understand, and does not trust its copy: %s', async (member) => {
    const errors: Error[] = [];
    await (await openMachine()).revokeToken({ issuer: ISSUER, jti: 'jti-2' });
    const score = Date.now() + 60_000;
    await withClient((client) => client.zAdd('castellan:revocations', { value: member, score }));
    const machine = await openMachine({ rereadSeconds: 1, onError: (error) => errors.push(error) });
    expect(machine.status).toMatchObject({ current: false, known: 1 });
    expect(machine.status.problem).toMatch(/Member [12] of castellan:revocations in Redis, with the score/);
    expect(machine.status.problem).toContain(`ZRANGEBYSCORE castellan:revocations ${score} ${score}`);
    expect(errors.map(({ message }) => message)).toEqual([machine.status.problem]);
    expect(isRevoked(machine, principal({ jti: 'jti-2' }))).toBe(true);
    expect(() => isRevoked(machine)).toThrow(machine.status.problem);
    await withClient((client) => client.zRemRangeByScore('castellan:revocations', score, score));
    await until(() => machine.status.current);
    expect(isRevoked(machine)).toBe(false);
  });

  it('says how to find a member without an end', async () => {
    await withClient((client) =>
      client.zAdd('castellan:revocations', { value: '["token","a","b"]', score: Infinity }),
    );
    expect((await openMachine()).status.problem).toContain('ZRANGEBYSCORE castellan:revocations +inf +inf');
  });

  it('reports a message it does not understand, and goes on', async () => {
    const errors: Error[] = [];
    const machine = await openMachine({
      onError: (error) => {
        errors.push(error);
        throw new Error('The application cannot take it.');
      },
    });
    for (const message of ['nonsense', '[]', '{}', '["[]","soon"]']) {
      await withClient((client) => client.publish('castellan:revocations:0', message));
    }
    await until(() => errors.length === 4);
    expect(errors.every(({ message }) => message.includes('not a revocation'))).toBe(true);
    await (await openMachine()).revokeToken({ issuer: ISSUER, jti: 'jti-1' });
    await until(() => isRevoked(machine));
  });

  it('does not say that it revoked what it cannot enforce', async () => {
    const full = await openMachine({ whenUnavailable: 'serve-known', maxEntries: 1 });
    const other = await openMachine();
    await full.revokeUser({ issuer: ISSUER, sub: 'bob' });
    await expect(full.revokeUser({ issuer: ISSUER, sub: 'alice' })).rejects.toMatchObject({
      code: 'revocation_not_recorded',
      message: expect.stringMatching(/is recorded in Redis, and this machine cannot keep it.*maxEntries 1/),
    });
    await until(() => isRevoked(other));
    await server.stop();
    await expect(full.revokeUser({ issuer: ISSUER, sub: 'carol' })).rejects.toMatchObject({
      message: expect.stringContaining('does not count on this machine either'),
    });
  });

  it('cannot be filled by a user who signs in and out all day', async () => {
    const [here, there] = [await openMachine({ maxEntries: 100 }), await openMachine({ maxEntries: 100 })];
    for (let number = 0; number < 200; number += 1) {
      await here.revokeSignIn({ issuer: ISSUER, originJti: `mallory-${number}`, sub: 'mallory' });
    }
    const last = principal({ sub: 'mallory', jti: 'x', originJti: 'mallory-199' });
    await until(() => isRevoked(there, last));
    expect(isRevoked(here, last)).toBe(true);
    expect([here.status, there.status]).toEqual([
      expect.objectContaining({ current: true, known: 51 }),
      expect.objectContaining({ current: true, known: 51 }),
    ]);
    // A machine that starts later counts on.
    const later = await openMachine({ maxEntries: 100 });
    await later.revokeSignIn({ issuer: ISSUER, originJti: 'mallory-200', sub: 'mallory' });
    expect(later.status.known).toBe(51);
  });

  it('does not take a copy for complete that missed a revocation while it was read', async () => {
    const score = Date.now() + 60_000;
    const members = Array.from({ length: 6_000 }, (_, index) => ({
      value: JSON.stringify(['token', ISSUER, `jti-${index}`]),
      score,
    }));
    await withClient((client) => client.zAdd('castellan:revocations', members));
    let onReading = (): void => undefined;
    const errors: Error[] = [];
    const machine = newMachine({
      maxEntries: 8_000,
      onError: (error) => errors.push(error),
      clock: () => {
        onReading();
        return Date.now();
      },
    });
    await machine.open();
    expect(machine.status).toMatchObject({ current: true, known: 6_000 });
    await machine.close();
    await withClient(async (client) => {
      const message = JSON.stringify([JSON.stringify(['token', ISSUER, 'no room']), score]);
      let published: Promise<unknown> | undefined;
      let times = 0;
      // The time is asked for with each member that is read, and once or twice before.
      onReading = () => {
        times += 1;
        if (times === 10) published = client.publish('castellan:revocations:0', message);
      };
      await machine.open();
      await published;
    });
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining('There is no room for 1')]);
    expect(machine.status.current).toBe(false);
    expect(() => isRevoked(machine, principal({ jti: 'another' }))).toThrow('maxEntries');
  });
});
