import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { shortenTimeouts } from '../../tokens/short-timeouts.spec-helper.js';
import { IdTokens, type TokenOptions } from '../id-tokens.spec-helper.js';
import type { IdentityPoolCredentials } from '../identity-pool-credentials.js';
import type { IdentityPoolOptions } from '../identity-pool-options.js';
import { PoolSetup } from '../pool-setup.spec-helper.js';
import type { SharedCredentialsListener, SharedCredentialsStore } from './shared-credentials-store.js';

/** What all machines see. */
class Memory {
  readonly values = new Map<string, { value: string; order: number }>();
  readonly listeners = new Set<(message: string) => void>();
}

/** One machine's way to the memory, which can break. */
class Connection implements SharedCredentialsStore {
  isBroken = false;
  readonly #memory: Memory;
  #listener: SharedCredentialsListener | undefined;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  async open(listener: SharedCredentialsListener): Promise<void> {
    this.#listener = listener;
    this.#memory.listeners.add((message) => {
      if (!this.isBroken) listener.onMessage(message);
    });
  }

  async close(): Promise<void> {
    this.isBroken = true;
  }

  tellReconnected(): void {
    this.#listener?.onReconnected();
  }

  async read(names: readonly string[]): Promise<readonly (string | undefined)[]> {
    this.#assertWhole();
    return names.map((name) => this.#memory.values.get(name)?.value);
  }

  async write(name: string, value: string): Promise<void> {
    this.#assertWhole();
    this.#memory.values.set(name, { value, order: 0 });
  }

  async writeNewest(name: string, order: number, value: string): Promise<string | undefined> {
    this.#assertWhole();
    const kept = this.#memory.values.get(name);
    if (kept === undefined || kept.order <= order) this.#memory.values.set(name, { value, order });
    return kept?.value;
  }

  async remove(names: readonly string[]): Promise<void> {
    this.#assertWhole();
    for (const name of names) this.#memory.values.delete(name);
  }

  async lock(name: string, owner: string): Promise<boolean> {
    this.#assertWhole();
    if (this.#memory.values.has(name)) return false;
    this.#memory.values.set(name, { value: owner, order: 0 });
    return true;
  }

  async unlock(name: string, owner: string): Promise<void> {
    this.#assertWhole();
    if (this.#memory.values.get(name)?.value === owner) this.#memory.values.delete(name);
  }

  async publish(message: string): Promise<void> {
    this.#assertWhole();
    for (const tell of this.#memory.listeners) tell(message);
  }

  #assertWhole(): void {
    if (this.isBroken) throw new Error('The connection is broken.');
  }
}

describe('machines that share credentials over connections that break', () => {
  const tokens = new IdTokens();
  const secrets = [randomBytes(32).toString('base64')];
  let setup: PoolSetup;
  let memory: Memory;
  let attempts: ReturnType<typeof shortenTimeouts>;

  beforeEach(async () => {
    // What could not be told is tried again after two seconds.
    attempts = shortenTimeouts(2_000);
    setup = await PoolSetup.start(tokens);
    memory = new Memory();
  });

  afterEach(() => {
    attempts.restore();
    return setup.stop();
  });

  async function newMachine(
    options: Partial<IdentityPoolOptions> = {},
  ): Promise<{ machine: IdentityPoolCredentials; connection: Connection }> {
    const connection = new Connection(memory);
    const machine = setup.open({
      shared: { store: connection, secrets, timeoutMilliseconds: 5_000 },
      ...options,
    });
    await machine.open();
    return { machine, connection };
  }

  const alice = (options?: TokenOptions) => setup.identity('alice', options);
  const groups = (...names: string[]) => ({ claims: { 'cognito:groups': names } });

  async function until(condition: () => Promise<boolean>): Promise<void> {
    while (!(await condition())) await sleep(5);
  }

  it('ask again about an eviction that they could not ask about', async () => {
    const [first, second] = [await newMachine(), await newMachine()];
    const before = await second.machine.credentials(alice());
    second.connection.isBroken = true;
    await first.machine.evict(alice().principal);
    // The connection that listens is there again, and the other one not yet.
    second.connection.tellReconnected();
    const suspected: string[] = [];
    second.machine.onEviction((user) => suspected.push(user));
    expect((await second.machine.credentials(alice())).accessKeyId).toBe(before.accessKeyId);

    second.connection.isBroken = false;
    await until(async () => (await second.machine.credentials(alice())).accessKeyId !== before.accessKeyId);
    expect(suspected.length).toBeGreaterThan(0);
  });

  it('let clients go that were made while they could not ask', async () => {
    const [first, second] = [await newMachine(), await newMachine()];
    await second.machine.credentials(alice());
    second.connection.isBroken = true;
    await first.machine.evict(alice().principal);
    second.connection.tellReconnected();
    await second.machine.credentials(alice());
    let suspected = 0;
    second.machine.onEviction(() => {
      suspected += 1;
    });

    // Nobody asks for credentials meanwhile: clients remember what they were given.
    await until(async () => suspected > 0);
    expect(suspected).toBeGreaterThan(0);
  });

  it('tell the others of an eviction as soon as the store is there again', async () => {
    const [first, second] = [await newMachine(), await newMachine()];
    const before = await second.machine.credentials(alice());
    first.connection.isBroken = true;
    expect(await first.machine.evict(alice().principal)).toBe(false);
    expect((await second.machine.credentials(alice())).accessKeyId).toBe(before.accessKeyId);

    first.connection.isBroken = false;
    await until(async () => (await second.machine.credentials(alice())).accessKeyId !== before.accessKeyId);
  });

  it('tell each other later which rights they have seen while the store was away', async () => {
    const [first, second] = [await newMachine(), await newMachine()];
    const admin = alice(groups('admins'));
    await first.machine.credentials(admin);
    setup.now += 1_000;
    second.connection.isBroken = true;
    await second.machine.credentials(alice(groups()));
    expect((await first.machine.credentials(admin)).accessKeyId).toBe('ASIA.alice.1');

    second.connection.isBroken = false;
    await until(() =>
      first.machine.credentials(admin).then(
        () => false,
        () => true,
      ),
    );
    await expect(first.machine.credentials(admin)).rejects.toMatchObject({ code: 'token_superseded' });
  });

  it('use nothing for longer than maxAgeSeconds because of a machine whose clock is ahead', async () => {
    const [first, second] = [
      await newMachine({ maxAgeSeconds: 900 }),
      await newMachine({ maxAgeSeconds: 900 }),
    ];
    setup.now += 1_800_000;
    await first.machine.credentials(alice());
    setup.now -= 1_800_000;
    expect((await second.machine.credentials(alice())).accessKeyId).toBe('ASIA.alice.1');

    // The store drops it by its own clock.
    memory.values.clear();
    setup.now += 900_000;
    expect((await second.machine.credentials(alice())).accessKeyId).toBe('ASIA.alice.2');
  });

  it('try nothing any more after their end', async () => {
    const { machine, connection } = await newMachine();
    connection.isBroken = true;
    await machine.credentials(alice());
    expect(attempts.started()).toBeGreaterThan(0);
    machine.close();
    connection.isBroken = false;
    const values = memory.values.size;
    await sleep(300);
    expect(memory.values.size).toBe(values);
  });
});
