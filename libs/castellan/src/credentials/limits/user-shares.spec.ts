import { UserShares } from './user-shares.js';

describe('UserShares', () => {
  const tick = () => new Promise((resolve) => setImmediate(resolve));

  /** Work that ends when it is told to. */
  function newWork() {
    const started: string[] = [];
    const ends: (() => void)[] = [];
    const work = (name: string) => () =>
      new Promise<string>((resolve) => {
        started.push(name);
        ends.push(() => resolve(name));
      });
    return { started, work, endNext: () => ends.shift()?.() };
  }

  it('lets one user wait for their own work, and nobody else', async () => {
    const shares = new UserShares(2, 60_000);
    const { started, work, endNext } = newWork();
    const done = ['a1', 'a2', 'a3', 'a4'].map((name) => shares.run('alice', work(name)));
    const bobs = shares.run('bob', work('b1'));
    await tick();
    expect(started).toEqual(['a1', 'a2', 'b1']);

    endNext();
    await tick();
    expect(started).toEqual(['a1', 'a2', 'b1', 'a3']);
    for (let left = 4; left > 0; left--) {
      endNext();
      await tick();
    }
    expect(await Promise.all([...done, bobs])).toEqual(['a1', 'a2', 'a3', 'a4', 'b1']);
    expect(shares.users).toBe(0);
  });

  it('refuses what would wait for too long, and never starts it', async () => {
    const shares = new UserShares(1, 10);
    const { started, work, endNext } = newWork();
    const first = shares.run('alice', work('first'));

    await expect(shares.run('alice', work('second'))).rejects.toMatchObject({
      code: 'credentials_throttled',
      httpStatus: 503,
      retryAfterSeconds: 1,
    });
    endNext();
    expect(await first).toBe('first');
    expect(started).toEqual(['first']);
    expect(shares.users).toBe(0);
  });

  it('goes on after work that fails', async () => {
    const shares = new UserShares(1, 60_000);
    const failed = shares.run('alice', () => Promise.reject(new Error('no')));
    const next = shares.run('alice', async () => 'next');

    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('next');
    expect(shares.users).toBe(0);
  });
});
