import { inspect } from 'node:util';
import { createClient } from '@redis/client';
import { RevocationsUnavailableError } from '../errors/index.js';
import type { Principal } from '../tokens/index.js';
import { RedisRevocations } from './redis-revocations.js';
import type { RedisRevocationsOptions } from './redis-revocations-options.js';
import { describeWithRedis, RedisServer, until } from './redis-server.spec-helper.js';

const ISSUER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI';

/** The parts of a principal that revocations look at. */
function principal({
  sub = 'alice',
  jti = 'jti-1',
  originJti = 'origin-1',
  issuedAt = Date.now() - 1_000,
} = {}) {
  return { issuer: ISSUER, sub, issuedAt, claims: { jti, origin_jti: originJti } } as unknown as Principal;
}

describeWithRedis('RedisRevocations', () => {
  const server = new RedisServer();
  const machines: RedisRevocations[] = [];

  function newMachine(options: Partial<RedisRevocationsOptions> = {}): RedisRevocations {
    const machine = new RedisRevocations({
      client: server.client,
      whenUnavailable: 'refuse',
      timeoutMilliseconds: 5_000,
      ...options,
    });
    machines.push(machine);
    return machine;
  }

  async function openMachine(options?: Partial<RedisRevocationsOptions>): Promise<RedisRevocations> {
    const machine = newMachine(options);
    await machine.open();
    return machine;
  }

  async function withClient<T>(use: (client: ReturnType<typeof createClient>) => Promise<T>): Promise<T> {
    const client = createClient(server.client) as ReturnType<typeof createClient>;
    await client.connect();
    try {
      return await use(client);
    } finally {
      client.destroy();
    }
  }

  const isRevoked = (machine: RedisRevocations, who = principal()) => machine.isRevoked(who, 0);

  beforeEach(() => server.start());

  afterEach(async () => {
    await Promise.all(machines.splice(0).map((machine) => machine.close()));
    await server.stop({ loseData: true });
  });

  afterAll(() => server.remove());

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
        jtis.map((jti) => ({ value: JSON.stringify(['token', ISSUER, jti, null]), score })),
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
      const lifetime = await client.pTTL('castellan:revocations');
      expect(lifetime).toBeGreaterThan(24 * 60 * 60 * 1_000);
      expect(lifetime).toBeLessThanOrEqual(25 * 60 * 60 * 1_000);
    });
  });

  it('gets by with a user of Redis that may do nothing else', async () => {
    const may = '+@connection +multi +exec +zadd +zremrangebyscore +zscan +pexpire +publish +subscribe';
    await withClient((client) =>
      client.sendCommand(
        `ACL SETUSER limited on >secret ~castellan:revocations &castellan:revocations ${may}`.split(' '),
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

  it('reads what it missed while it was cut off', async () => {
    const errors: Error[] = [];
    const machine = await openMachine({ onError: (error) => errors.push(error) });
    await server.stop();
    await until(() => !machine.status.current);
    await server.start();
    const other = await openMachine();
    await other.revokeToken({ issuer: ISSUER, jti: 'jti-1' });
    await until(() => machine.status.current);
    expect(isRevoked(machine)).toBe(true);
    expect(errors.length).toBeGreaterThan(0);
  });

  it('reads everything again now and then, whatever it heard', async () => {
    const machine = await openMachine({ rereadSeconds: 1 });
    const member = JSON.stringify(['token', ISSUER, 'jti-1', null]);
    await withClient((client) =>
      client.zAdd('castellan:revocations', { value: member, score: Date.now() + 60_000 }),
    );
    expect(isRevoked(machine)).toBe(false);
    await until(() => isRevoked(machine));
  });

  it('never forgets what it knows, even if Redis does', async () => {
    const machine = await openMachine();
    await machine.revokeToken({ issuer: ISSUER, jti: 'jti-1' });
    await server.stop({ loseData: true });
    await server.start();
    await until(() => machine.status.current);
    expect(isRevoked(machine)).toBe(true);
  });

  describe('while Redis is away', () => {
    it("'refuse' refuses what it does not know to be revoked, with 503 and Retry-After", async () => {
      const machine = await openMachine();
      await machine.revokeToken({ issuer: ISSUER, jti: 'jti-2' });
      await server.stop();
      await until(() => !machine.status.current);
      expect(() => isRevoked(machine)).toThrow(RevocationsUnavailableError);
      expect(isRevoked(machine, principal({ jti: 'jti-2' }))).toBe(true);
      await server.start();
      await until(() => machine.status.current);
      expect(isRevoked(machine)).toBe(false);
    });

    it("'serve-known' goes on with what it knows", async () => {
      const machine = await openMachine({ whenUnavailable: 'serve-known' });
      await machine.revokeToken({ issuer: ISSUER, jti: 'jti-2' });
      await server.stop();
      await until(() => !machine.status.current);
      expect(isRevoked(machine)).toBe(false);
      expect(isRevoked(machine, principal({ jti: 'jti-2' }))).toBe(true);
    });

    it('a revocation counts here at once, and fails because the others do not hear of it', async () => {
      const machine = await openMachine({ whenUnavailable: 'serve-known' });
      await server.stop();
      await until(() => !machine.status.current);
      await expect(machine.revokeUser({ issuer: ISSUER, sub: 'alice' })).rejects.toMatchObject({
        code: 'revocations_unavailable',
        httpStatus: 503,
        retryAfterSeconds: 1,
      });
      expect(isRevoked(machine)).toBe(true);
    });

    it('a machine does not open, and can be opened later', async () => {
      await server.stop();
      const machine = newMachine({ whenUnavailable: 'serve-known', timeoutMilliseconds: 300 });
      await expect(machine.open()).rejects.toMatchObject({
        code: 'revocations_unavailable',
        cause: expect.objectContaining({ code: 'ENOENT' }),
      });
      expect(() => isRevoked(machine)).toThrow(RevocationsUnavailableError);
      await server.start();
      await machine.open();
      expect(isRevoked(machine)).toBe(false);
    });
  });

  it('does not trust its copy when Redis hangs', async () => {
    let now = Date.now();
    const machine = await openMachine({ clock: () => now, rereadSeconds: 1, timeoutMilliseconds: 100 });
    server.freeze();
    now += 1_900;
    expect(isRevoked(machine)).toBe(false);
    now += 200;
    expect(() => isRevoked(machine)).toThrow(RevocationsUnavailableError);
    await expect(machine.revokeUser({ issuer: ISSUER, sub: 'bob' })).rejects.toMatchObject({
      cause: expect.objectContaining({ message: 'Redis did not answer within 100 ms.' }),
    });
    server.thaw();
    await until(() => machine.status.current);
    expect(isRevoked(machine)).toBe(false);
  });

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

  it.each(['nonsense', '["token"]', '["bogus","a","b",null]', '["user","a","b","c"]', '[1,2,3,null]'])(
    'does not open over an entry it does not understand: %s',
    async (member) => {
      await withClient((client) =>
        client.zAdd('castellan:revocations', { value: member, score: Date.now() + 60_000 }),
      );
      await expect(newMachine().open()).rejects.toMatchObject({
        code: 'revocations_unavailable',
        cause: expect.objectContaining({ message: expect.stringContaining('not a revocation') }),
      });
    },
  );

  it('reports a message it does not understand, and goes on', async () => {
    const errors: Error[] = [];
    const machine = await openMachine({
      onError: (error) => {
        errors.push(error);
        throw new Error('The application cannot take it.');
      },
    });
    for (const message of ['nonsense', '[]', '{}', '["[]","soon"]']) {
      await withClient((client) => client.publish('castellan:revocations', message));
    }
    await until(() => errors.length === 4);
    expect(errors.every(({ message }) => message.includes('not a revocation'))).toBe(true);
    await (await openMachine()).revokeToken({ issuer: ISSUER, jti: 'jti-1' });
    await until(() => isRevoked(machine));
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
  it('refuses a URL that is none, and does not show it', async () => {
    const machine = new RedisRevocations({ client: { url: 'sentinel-secret' }, whenUnavailable: 'refuse' });
    const error: unknown = await machine.open().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'configuration_invalid' });
    expect(inspect(error, { depth: 10 })).not.toContain('sentinel');
  });

  it('shows no password', () => {
    const machine = new RedisRevocations({
      client: { password: 'sentinel-secret' },
      whenUnavailable: 'refuse',
    });
    expect(inspect(machine, { depth: 10, showHidden: true }) + JSON.stringify(machine)).not.toContain(
      'sentinel',
    );
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
    const all = { client: {}, whenUnavailable: 'refuse', ...options };
    expect(() => new RedisRevocations(all as never)).toThrow(message);
  });
});
