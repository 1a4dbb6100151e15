import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { isRecord } from '../option-check.js';
import { type SandboxState, STATE_VERSION } from './state.js';

const STATE_FILE = 'state.json';
const OBJECTS = 'objects';
const UNFINISHED = /^state\.json\.\d+\.tmp$/;
/** It holds private keys, and the objects may hold anything. */
const OWNER_ONLY = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

/**
 * A folder with the state of a sandbox. Every file is written beside its place and then renamed into it, so that
 * whenever the process is killed there is a whole state, the last or the one before.
 */
export class StateFolder {
  #written = '';

  private constructor(readonly folder: string) {}

  /** Makes the folder if it is not there. Throws an Error if that can not be. */
  static async open(folder: string): Promise<StateFolder> {
    try {
      await mkdir(path.join(folder, OBJECTS), { recursive: true, mode: OWNER_ONLY_FOLDER });
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      throw new Error(`dataFolder: ${folder} can not be made (${code}).`, { cause: error });
    }
    return new StateFolder(folder);
  }

  /** `undefined` if nothing is kept yet. Throws an Error for what this sandbox did not write. */
  async read(): Promise<SandboxState | undefined> {
    const file = path.join(this.folder, STATE_FILE);
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    const state = parsed(file, text);
    this.#written = text;
    await this.#removeLeftovers(text);
    return state;
  }

  /** Does nothing if the state is the one that was written last. */
  async write(state: SandboxState): Promise<void> {
    const text = JSON.stringify(state);
    if (text === this.#written) return;
    await writeWhole(path.join(this.folder, STATE_FILE), text);
    this.#written = text;
  }

  /** Keeps the bytes of an object under their hash, which is what the state then holds. */
  async writeObject(bytes: Buffer): Promise<string> {
    const name = createHash('sha256').update(bytes).digest('hex');
    await writeWhole(path.join(this.folder, OBJECTS, name), bytes);
    return name;
  }

  async readObject(name: string): Promise<Buffer> {
    return await readFile(path.join(this.folder, OBJECTS, path.basename(name)));
  }

  /** Objects that nothing names any more, and files that were never finished. */
  async #removeLeftovers(state: string): Promise<void> {
    for (const name of await readdir(this.folder)) {
      if (UNFINISHED.test(name)) await rm(path.join(this.folder, name), { force: true });
    }
    for (const name of await readdir(path.join(this.folder, OBJECTS))) {
      if (!state.includes(`"${name}"`)) await rm(path.join(this.folder, OBJECTS, name), { force: true });
    }
  }
}

function parsed(file: string, text: string): SandboxState {
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch {
    throw new Error(`${file}: the file is not JSON. Choose another folder, or remove it to start anew.`);
  }
  if (!isRecord(state) || state.version !== STATE_VERSION) {
    const found = isRecord(state) ? String(state.version) : 'none';
    throw new Error(
      `${file}: found version ${found}, and this sandbox reads version ${STATE_VERSION}. Choose another folder, or remove it to start anew.`,
    );
  }
  return state as unknown as SandboxState;
}

/** On the disk before it has its name. */
async function writeWhole(file: string, content: string | Buffer): Promise<void> {
  const unfinished = `${file}.${process.pid}.tmp`;
  const handle = await open(unfinished, 'w', OWNER_ONLY);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(unfinished, file);
}
