import { inspect } from 'node:util';
import { RevocationsUnavailableError } from '../errors/index.js';
import { ISSUER, isRevoked, principal, redisMachines } from './redis-machines.spec-helper.js';
import { RedisRevocations } from './redis-revocations.js';
import { describeWithRedis, until } from './redis-server.spec-helper.js';

describeWithRedis('RedisRevocations', () => {
  const { server, newMachine, openMachine, withClient } = redisMachines();

  it('makes a revocation known to every machine', async () => {
    const [here, there] = [await openMachine(), await openMachine()];
    expect(isRevoked(there)).toBe(false);
    await here.revokeToken({ issuer: ISSUER, jti: 'jti-1' });
    expect(isRevoked(here)).toBe(true);
    await until(() => isRevoked(there));
    await there.revokeSignIn({ issuer: ISSUER, originJti: 'origin-2' });
    await until(() => isRevoked(here, principal({ jti: 'x', originJti: 'origin-2' })));
    await here.revokeUser({ issuer: ISSUER, sub: 'bob' });
    await until(() => isRevoked(there, principal({ sub: 'bob', jti: 'y', originJti: 'z' })));
    expect(isRevoked(there, principal({ sub: 'carol', jti: 'y', originJti: 'z' }))).toBe(false);
  });

  it('tells a machine that starts later', async () => {
    await (await openMachine()).revokeUser({ issuer: ISSUER, sub: 'alice' });
    expect(isRevoked(await openMachine())).toBe(true);
  });

  it('reads thousands of revocations page by page', async () => {
    const jtis = Array.from({ length: 3_000 }, (_, index) => `jti-${index}`);
    const score = Date.now() + 60_000;
    await withClient((client) =>
      client.zAdd(
        'castellan:revocations',
        jtis.map((jti) => ({ value: JSON.stringify(['token', ISSUER, jti]), score })),
      ),
    );
    const machine = await openMachine();
    expect(machine.status).toMatchObject({ current: true, known: 3_000 });
    expect(jtis.every((jti) => isRevoked(machine, principal({ jti })))).toBe(true);
  });

  it('lets nothing outlive the tokens it concerns, in Redis either', async () => {
    const machine = await openMachine();
    await machine.revokeToken({ issuer: ISSUER, jti: 'gone', expiresAt: Date.now() - 60 * 60 * 1_000 });
    await machine.revokeToken({ issuer: ISSUER, jti: 'jti-1', expiresAt: Date.now() + 60_000 });
    await withClient(async (client) => {
      expect(await client.zCard('castellan:revocations')).toBe(1);
      // A key with a life of its own would be the first to go when memory runs out.
      expect(await client.pTTL('castellan:revocations')).toBe(-1);
    });
  });

  it('gets by with a user of Redis that may do nothing else', async () => {
    const may = '+@connection +multi +exec +time +zadd +zremrangebyscore +zscan +publish +subscribe';
    await withClient((client) =>
      client.sendCommand(
        `ACL SETUSER limited on >secret ~castellan:revocations &castellan:revocations:0 ${may}`.split(' '),
      ),
    );
    const client = { ...server.client, username: 'limited', password: 'secret' };
    const [here, there] = [await openMachine({ client }), await openMachine({ client })];
    await here.revokeToken({ issuer: ISSUER, jti: 'jti-1' });
    await until(() => isRevoked(there));
    expect(there.status).toMatchObject({ current: true, known: 1 });
  });

  it('keeps applications with other keys apart', async () => {
    const [ours, theirs] = [await openMachine(), await openMachine({ key: 'another' })];
    await ours.revokeToken({ issuer: ISSUER, jti: 'jti-1' });
    await theirs.revokeToken({ issuer: ISSUER, jti: 'jti-2' });
    await until(() => isRevoked(theirs, principal({ jti: 'jti-2' })));
    expect(isRevoked(theirs)).toBe(false);
  });

  it('reads everything again now and then, whatever it heard', async () => {
    const machine = await openMachine({ rereadSeconds: 1 });
    const member = JSON.stringify(['token', ISSUER, 'jti-1']);
    await withClient((client) =>
      client.zAdd('castellan:revocations', { value: member, score: Date.now() + 60_000 }),
    );
    expect(isRevoked(machine)).toBe(false);
    await until(() => isRevoked(machine));
  });

  describe('of machines whose clocks differ', () => {
    it('revokes what was issued until now by the clock of Redis, on a machine that is behind', async () => {
      const slow = await openMachine({ clock: () => Date.now() - 60_000 });
      const other = await openMachine();
      await slow.revokeUser({ issuer: ISSUER, sub: 'alice' });
      const fresh = principal({ issuedAt: Date.now() - 1_000 });
      await until(() => isRevoked(other, fresh));
      expect(isRevoked(slow, fresh)).toBe(true);
    });

    it('lets a user sign in again whom a machine that is ahead has revoked', async () => {
      const fast = await openMachine({ clock: () => Date.now() + 3_600_000 });
      await fast.revokeUser({ issuer: ISSUER, sub: 'alice' });
      expect(isRevoked(fast, principal({ issuedAt: Date.now() - 1_000 }))).toBe(true);
      expect(isRevoked(fast, principal({ issuedAt: Date.now() + 60_000 }))).toBe(false);
    });

    it('does not let a machine that is ahead sweep out what still counts', async () => {
      const expiresAt = Date.now() + 30 * 60_000;
      await (await openMachine()).revokeToken({ issuer: ISSUER, jti: 'jti-1', expiresAt });
      const fast = await openMachine({ clock: () => Date.now() + 25 * 3_600_000 });
      await fast.revokeToken({ issuer: ISSUER, jti: 'jti-2' });
      expect(isRevoked(await openMachine())).toBe(true);
    });
  });

  it('keeps one member for each user, with the later moment', async () => {
    const machine = await openMachine();
    const now = Date.now();
    for (const age of [50, 10, 90, 30]) {
      await machine.revokeUser({ issuer: ISSUER, sub: 'alice', issuedBefore: now - age * 1_000 });
    }
    await machine.revokeUser({
      issuer: ISSUER.replace('cognito-idp', 'issuer-cognito-idp'),
      sub: 'alice',
      issuedBefore: now - 60_000,
    });
    expect(await withClient((client) => client.zCard('castellan:revocations'))).toBe(1);
    const later = await openMachine();
    expect(isRevoked(later, principal({ issuedAt: now - 10_001 }))).toBe(true);
    expect(isRevoked(later, principal({ issuedAt: now - 10_000 }))).toBe(false);
  });

  it('keeps the databases of one Redis apart', async () => {
    const [ours, theirs] = [
      await openMachine(),
      await openMachine({ client: { ...server.client, database: 1 } }),
    ];
    await theirs.revokeToken({ issuer: ISSUER, jti: 'jti-2' });
    await ours.revokeToken({ issuer: ISSUER, jti: 'jti-1' });
    expect(isRevoked(ours, principal({ jti: 'jti-2' }))).toBe(false);
    const more = await openMachine({ client: { ...server.client, database: 1 } });
    await theirs.revokeToken({ issuer: ISSUER, jti: 'jti-3' });
    await until(() => isRevoked(more, principal({ jti: 'jti-3' })));
    expect(ours.status.known).toBe(1);
  });

  it('can be closed while it opens, and opened again', async () => {
    const machine = newMachine();
    const opening = machine.open();
    await machine.close();
    await Promise.all([
      expect(opening).rejects.toMatchObject({ code: 'revocations_unavailable' }),
      machine.open(),
    ]);
    expect(machine.status.current).toBe(true);
  });

  it('opens once, closes twice, and knows nothing afterwards', async () => {
    const machine = newMachine();
    await Promise.all([machine.open(), machine.open()]);
    expect(machine.status.current).toBe(true);
    await machine.close();
    await machine.close();
    expect(() => isRevoked(machine)).toThrow(RevocationsUnavailableError);
    await expect(machine.revokeToken({ issuer: ISSUER, jti: 'x' })).rejects.toMatchObject({
      cause: expect.objectContaining({ message: expect.stringContaining('open()') }),
    });
  });
});

describe('RedisRevocations', () => {
  it('shows no password', () => {
    const machine = new RedisRevocations({
      client: { url: 'rediss://user:sentinel-secret@redis.example', password: 'sentinel-secret' },
      whenUnavailable: 'refuse',
    });
    expect(inspect(machine, { depth: 10, showHidden: true }) + JSON.stringify(machine)).not.toContain(
      'sentinel',
    );
  });

  it('names the address it cannot reach, and no password', async () => {
    const machine = new RedisRevocations({
      client: { url: 'redis://user:sentinel-secret@127.0.0.1:1/2' },
      whenUnavailable: 'refuse',
      timeoutMilliseconds: 100,
    });
    const error: unknown = await machine.open().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'revocations_unavailable',
      message: expect.stringContaining('Redis at 127.0.0.1:1 cannot be read'),
    });
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('sentinel');
  });

  it('refuses what only createClient can judge, and does not show it', async () => {
    const machine = new RedisRevocations({
      client: { url: 'redis://user:sentinel%@redis.example' },
      whenUnavailable: 'refuse',
    });
    const error: unknown = await machine.open().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'configuration_invalid' });
    expect(inspect(error, { depth: 10 })).not.toContain('sentinel');
  });

  it.each([
    [{ whenUnavailable: undefined }, "whenUnavailable: found undefined. Write 'refuse' or 'serve-known'."],
    [{ whenUnavailable: 'allow' }, 'whenUnavailable'],
    [{ client: undefined }, 'client'],
    [{ client: 'redis://user:secret@host' }, 'client: found a string'],
    [{ key: '' }, 'key'],
    [{ rereadSeconds: 0 }, 'rereadSeconds'],
    [{ timeoutMilliseconds: 1 }, 'timeoutMilliseconds'],
    [{ maxEntries: 0 }, 'maxEntries'],
    [{ onError: 'log' }, 'onError'],
    [{ clock: 5 }, 'clock'],
    [{ whenAvailable: 'refuse' }, 'whenAvailable'],
  ])('refuses the options %j', (options, message) => {
    const all = { client: { url: 'redis://127.0.0.1' }, whenUnavailable: 'refuse', ...options };
    expect(() => new RedisRevocations(all as never)).toThrow(message);
  });
});
