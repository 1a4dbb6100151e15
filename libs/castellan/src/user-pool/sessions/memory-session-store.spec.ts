import { MemorySessionStore } from './memory-session-store.js';

describe('MemorySessionStore', () => {
  let now: number;
  const newStore = (maxEntries = 10) => new MemorySessionStore({ clock: () => now, maxEntries });

  beforeEach(() => {
    now = 0;
  });

  it('keeps what was written for as long as it was said', async () => {
    const store = newStore();
    await store.open();
    await store.writeNewest('a', 0, 'one', 100);
    expect(await store.read(['a', 'b'])).toEqual(['one', undefined]);
    now = 100;
    expect(await store.read(['a'])).toEqual([undefined]);
  });

  it('keeps what was written with a higher order, and says what was there', async () => {
    const store = newStore();
    expect(await store.writeNewest('a', 5, 'five', 100)).toBeUndefined();
    expect(await store.writeNewest('a', 4, 'four', 100)).toBe('five');
    expect(await store.read(['a'])).toEqual(['five']);
    await store.writeNewest('a', 5, 'five again', 100);
    expect(await store.read(['a'])).toEqual(['five again']);
  });

  it('gives a lock to one owner at a time, until it is given back or forgotten', async () => {
    const store = newStore();
    expect(await store.lock('l', 'one', 100)).toBe(true);
    expect(await store.lock('l', 'other', 100)).toBe(false);
    await store.unlock('l', 'other');
    expect(await store.lock('l', 'other', 100)).toBe(false);
    await store.unlock('l', 'one');
    expect(await store.lock('l', 'other', 100)).toBe(true);
    now = 100;
    expect(await store.lock('l', 'one', 100)).toBe(true);
    await store.close();
    expect(await store.lock('l', 'other', 100)).toBe(true);
  });

  it('drops no session for another when it is full, and makes room of those that are over', async () => {
    const store = newStore(2);
    await store.writeNewest('a', 0, 'a', 100);
    await store.writeNewest('b', 0, 'b', 200);
    await expect(store.writeNewest('c', 0, 'c', 100)).rejects.toThrow('no room for more than 2 sessions');
    await store.writeNewest('a', 1, 'a again', 100);
    expect(await store.read(['a', 'b'])).toEqual(['a again', 'b']);
    now = 150;
    await store.writeNewest('c', 0, 'c', 100);
    expect(await store.read(['a', 'b', 'c'])).toEqual([undefined, 'b', 'c']);
  });

  it('has as much room for sessions however often somebody tries to sign in', async () => {
    const store = newStore(2);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect(await store.lock(`used:${attempt}`, 'used', 100)).toBe(true);
    }
    expect(await store.lock('used:4', 'used', 100)).toBe(false);
    await store.writeNewest('a', 0, 'a', 100);
    await store.writeNewest('b', 0, 'b', 100);
    expect(await store.read(['a', 'b'])).toEqual(['a', 'b']);
  });

  it('forgets everything when it is closed', async () => {
    const store = newStore();
    await store.writeNewest('a', 0, 'one', 100);
    await store.close();
    expect(await store.read(['a'])).toEqual([undefined]);
  });

  it.each([{ maxEntries: 0 }, { clock: 7 }, { size: 1 }])('refuses %j', (options) => {
    expect(() => new MemorySessionStore(options as never)).toThrow(/found/);
  });
});
