import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import path from 'node:path';
import { types } from 'node:util';

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** What comes from another process has the `Date` of Node, which is not that of Jest's modules. */
function ofThisRealm(value: unknown): unknown {
  if (types.isDate(value)) return new Date(value.getTime());
  if (Array.isArray(value)) return value.map(ofThisRealm);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, ofThisRealm(member)]));
}

/** A PostgreSQL in a process of its own: see `postgres-server.mjs`. */
export class PostgresProcess {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;

  private constructor(child: ChildProcess) {
    this.#process = child;
    child.on('message', ({ id, result, error }: Answer) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(ofThisRealm(result));
      else waiting?.reject(new Error(error));
    });
    child.on('exit', (code) => {
      const error = new Error(`The process of the database ended with ${code ?? 'a signal'}.`);
      for (const { reject } of this.#waiting.values()) reject(error);
    });
  }

  /** @param prismaClient - The folder of a generated Prisma client that is to be connected. */
  static async start(prismaClient?: string): Promise<PostgresProcess> {
    const child = fork(
      path.join(__dirname, 'postgres-server.mjs'),
      prismaClient === undefined ? [] : [prismaClient],
      // Dates, big integers and NaN go through unchanged.
      { serialization: 'advanced', execArgv: [] },
    );
    const started = new PostgresProcess(child);
    await new Promise((resolve, reject) => started.#waiting.set(0, { resolve, reject }));
    return started;
  }

  call(method: 'query' | 'exec' | 'findMany', ...args: readonly unknown[]): Promise<unknown> {
    this.#calls += 1;
    const id = this.#calls;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#process.send({ id, method, args });
    });
  }

  stop(): void {
    this.#process.kill();
  }

  /** What TypeORM uses of the `pg` package. */
  driver(): unknown {
    const query = (sql: string, parameters: readonly unknown[] = []) => this.call('query', sql, parameters);
    class Pool extends EventEmitter {
      connect(callback: (error: undefined, connection: unknown, release: () => void) => void): void {
        callback(undefined, Object.assign(new EventEmitter(), { query }), () => undefined);
      }
      end(callback: () => void): void {
        callback();
      }
    }
    return { Pool };
  }
}
