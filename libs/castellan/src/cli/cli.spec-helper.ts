import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import type { TokenFactory } from '../testing/token-factory.js';
import { runCommandLine } from './command-line.js';

/** A stream that keeps what is written to it. */
export class Capture extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, callback: (error?: Error | null) => void): void {
    this.text += chunk.toString();
    callback();
  }
}

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process. */
export async function castellan(
  args: readonly string[],
  { stdin = [], isTTY = false }: { stdin?: readonly string[] | Readable; isTTY?: boolean } = {},
): Promise<Ran> {
  const [stdout, stderr] = [new Capture(), new Capture()];
  const input = Object.assign(
    stdin instanceof Readable ? stdin : Readable.from(stdin.map((text) => Buffer.from(text))),
    {
      isTTY,
    },
  );
  const exitCode = await runCommandLine(args, { stdin: input, stdout, stderr }, () => '1.2.3');
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}

/** A folder for files of one spec. */
export class Folder {
  readonly #path = mkdtempSync(path.join(tmpdir(), 'castellan-cli-'));

  write(name: string, content: unknown): string {
    const file = path.join(this.#path, name);
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  }

  remove(): void {
    rmSync(this.#path, { recursive: true });
  }
}

/** The arguments that accept the access tokens of a factory whose key set is in a file. */
export function verifyArguments(factory: TokenFactory, jwks: string): string[] {
  const { userPoolId, clientId } = factory;
  return [
    'verify',
    '--user-pool-id',
    userPoolId,
    '--client-id',
    clientId,
    '--token-use=access',
    '--jwks',
    jwks,
  ];
}
