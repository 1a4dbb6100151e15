import { BoundedStore } from './bounded-store.js';
import type { SharedCredentialsListener, SharedCredentialsStore } from './shared-credentials-store.js';

const LISTENER = { onMessage: () => undefined, onReconnected: () => undefined };

describe('BoundedStore', () => {
  let now: number;
  let errors: Error[];

  beforeEach(() => {
    now = 0;
    errors = [];
  });

  function newStore(
    store: Partial<SharedCredentialsStore> = {},
    onError = (error: Error) => void errors.push(error),
  ) {
    const answering = { open: async () => undefined, close: async () => undefined, ...store };
    return new BoundedStore(answering as SharedCredentialsStore, 20, onError, () => now);
  }

  it('gives what the store gives', async () => {
    const store = newStore({ read: async () => ['value'] });
    await store.open(LISTENER);
    expect(await store.try((open) => open.read(['name']))).toEqual({ value: ['value'] });
    expect(store.reachable).toBe(true);
  });

  it('is not asked before it is open, nor after it was closed', async () => {
    const store = newStore({ read: async () => ['value'] });
    expect(await store.try((open) => open.read(['name']))).toBeUndefined();
    await store.open(LISTENER);
    await store.close();
    expect(await store.try((open) => open.read(['name']))).toBeUndefined();
    expect(store.reachable).toBe(false);
  });

  it.each([
    ['fails', () => Promise.reject(new Error('down')), 'down'],
    [
      'throws',
      () => {
        throw new Error('not connected');
      },
      'not connected',
    ],
    ['hangs', () => new Promise<never>(() => undefined), 'did not answer within 20 ms'],
  ])('gives nothing when the store %s, and leaves it alone for a second', async (_what, read, message) => {
    let asked = 0;
    const store = newStore({
      read: () => {
        asked++;
        return read();
      },
    });
    await store.open(LISTENER);
    expect(await store.try((open) => open.read(['name']))).toBeUndefined();
    expect(errors[0]?.message).toContain(message);
    now = 999;
    expect(await store.try((open) => open.read(['name']))).toBeUndefined();
    expect([asked, store.reachable]).toEqual([1, false]);
    now = 1_000;
    await store.try((open) => open.read(['name']));
    expect(asked).toBe(2);
  });

  it('asks again at once when the store is connected again', async () => {
    let reconnect: () => void = () => undefined;
    const answers = [() => Promise.reject(new Error('down')), async () => ['value']];
    const store = newStore({
      open: async ({ onReconnected }) => {
        reconnect = onReconnected;
      },
      read: () => answers.shift()?.() ?? Promise.reject(new Error('asked too often')),
    });
    let told = 0;
    await store.open({
      ...LISTENER,
      onReconnected: () => {
        told += 1;
      },
    });
    expect(await store.try((open) => open.read(['name']))).toBeUndefined();
    expect(store.reachable).toBe(false);
    reconnect();
    expect([store.reachable, told]).toEqual([true, 1]);
    expect(await store.try((open) => open.read(['name']))).toEqual({ value: ['value'] });
  });

  it('opens in the background where that takes long', async () => {
    const store = newStore({ open: () => new Promise<never>(() => undefined) });
    await store.open(LISTENER);
    expect(store.reachable).toBe(false);
    expect(errors).toHaveLength(1);
  });

  it('survives a listener that throws', async () => {
    let tell: SharedCredentialsListener['onError'] = () => undefined;
    const store = newStore(
      {
        open: async ({ onError }) => {
          tell = onError;
        },
      },
      () => {
        throw new Error('the logger is broken');
      },
    );
    await store.open(LISTENER);
    expect(() => tell(new Error('lost'))).not.toThrow();
  });
});
