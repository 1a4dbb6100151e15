import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisClientOptions } from '@redis/client';

const SERVER = ['redis-server', 'valkey-server'].find(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
);

/** `describe` where there is a server to speak to. Where there is none, it says why it skips. */
export const describeWithRedis: jest.Describe = SERVER === undefined ? skipped() : describe;

function skipped(): jest.Describe {
  process.stderr.write(
    'SKIPPED: the specs of castellan/redis, because neither redis-server nor valkey-server is installed. ' +
      'On Debian: apt-get install -y redis-server\n',
  );
  return describe.skip;
}

/** A real server of this spec's own, on a Unix socket, that keeps its data over a restart only if told to. */
export class RedisServer {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'castellan-redis-'));
  #process: ChildProcess | undefined;

  /** Options for a client of this server. */
  get client(): RedisClientOptions {
    return { socket: { path: this.#socket, tls: false, reconnectStrategy: 20 } };
  }

  get #socket(): string {
    return path.join(this.#folder, 'redis.sock');
  }

  async start(): Promise<void> {
    const options = ['--port', '0', '--unixsocket', this.#socket, '--dir', this.#folder, '--save', ''];
    this.#process = spawn(
      SERVER ?? 'redis-server',
      [...options, '--appendonly', 'yes', '--appendfsync', 'always'],
      {
        stdio: 'ignore',
      },
    );
    while (!existsSync(this.#socket)) await sleep(10);
  }

  /** Ends the server. With `loseData` it forgets everything. */
  async stop({ loseData = false } = {}): Promise<void> {
    if (this.#process !== undefined) {
      this.#process.kill('SIGCONT');
      this.#process.kill('SIGTERM');
      await once(this.#process, 'exit');
      this.#process = undefined;
    }
    if (loseData) rmSync(path.join(this.#folder, 'appendonlydir'), { recursive: true, force: true });
  }

  /** Lets the server hang: connections stay open and nothing answers. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Waits until a condition holds. The test's own timeout ends it. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(5);
}
