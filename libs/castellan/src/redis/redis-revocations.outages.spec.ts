import { isDeepStrictEqual } from 'node:util';
import { shortenTimeouts } from '../tokens/short-timeouts.spec-helper.js';
import { RevocationsUnavailableError } from '../errors/index.js';
import { ISSUER, isRevoked, principal, redisMachines } from './redis-machines.spec-helper.js';
import type { RedisRevocationsOptions } from './redis-revocations-options.js';
import { describeWithRedis, until } from './redis-server.spec-helper.js';

describeWithRedis('RedisRevocations, in an outage,', () => {
  const { server, newMachine, openMachine, withClient } = redisMachines();

  // A second passes from one reading to the next, or to another attempt.
  beforeEach(() => {
    shortenTimeouts(1_000);
  });
  afterEach(() => jest.restoreAllMocks());

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
        code: 'revocation_not_recorded',
        message: expect.stringContaining('counts on this machine'),
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
      cause: expect.objectContaining({
        message: expect.stringMatching(/redis\.sock did not answer within 100 ms/),
      }),
    });
    server.thaw();
    await until(() => machine.status.current);
    expect(isRevoked(machine)).toBe(false);
  });

  it.each([
    ['of its own', undefined],
    ['that gives up', () => false as const],
  ])(
    'connects again after Redis was silent for long, with a reconnect strategy %s',
    async (_whose, reconnectStrategy) => {
      const client = {
        socket: {
          ...server.client.socket,
          socketTimeout: 300,
          reconnectStrategy,
        },
        pingInterval: 100,
      } as RedisRevocationsOptions['client'];
      const errors: Error[] = [];
      const machine = await openMachine({ client, onError: (error) => errors.push(error) });
      server.freeze();
      await until(() => errors.filter(({ message }) => message.includes('Socket timeout')).length >= 2);
      expect(machine.status).toMatchObject({ current: false, problem: 'Redis cannot be reached.' });
      server.thaw();
      await until(() => machine.status.current);
      await (await openMachine()).revokeToken({ issuer: ISSUER, jti: 'jti-1' });
      await until(() => isRevoked(machine));
      await machine.revokeToken({ issuer: ISSUER, jti: 'jti-2' });
    },
    120_000,
  );

  it('gives back to Redis what it has lost, with the later end', async () => {
    const machine = await openMachine({ rereadSeconds: 1 });
    await machine.revokeToken({ issuer: ISSUER, jti: 'jti-1' });
    await machine.revokeUser({ issuer: ISSUER, sub: 'bob', issuedBefore: Date.now() - 60_000 });
    await withClient(async (client) => {
      const before = await client.zRangeWithScores('castellan:revocations', 0, -1);
      await client.del('castellan:revocations');
      // An older state of Redis comes back.
      await client.zAdd('castellan:revocations', {
        value: before[0]!.value,
        score: before[0]!.score - 1_000,
      });
      const now = () => client.zRangeWithScores('castellan:revocations', 0, -1);
      await until(async () => isDeepStrictEqual(await now(), before));
    });
    expect(isRevoked(await openMachine())).toBe(true);
  });

  it('goes on when Redis does not take back what it has lost', async () => {
    const errors: Error[] = [];
    const machine = await openMachine({ rereadSeconds: 1, onError: (error) => errors.push(error) });
    await machine.revokeToken({ issuer: ISSUER, jti: 'jti-1' });
    await withClient(async (client) => {
      await client.del('castellan:revocations');
      await client.sendCommand(['CONFIG', 'SET', 'min-replicas-to-write', '1']);
    });
    await until(() => errors.some(({ message }) => message.includes('NOREPLICAS')));
    expect(machine.status.current).toBe(true);
    await expect(machine.revokeToken({ issuer: ISSUER, jti: 'jti-2' })).rejects.toMatchObject({
      code: 'revocation_not_recorded',
    });
    await withClient((client) => client.sendCommand(['CONFIG', 'SET', 'min-replicas-to-write', '0']));
    // What could not be recorded is recorded later.
    const other = await openMachine({ rereadSeconds: 1 });
    await until(() => isRevoked(other, principal({ jti: 'jti-2' })));
  });
});
