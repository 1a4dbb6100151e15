import type { CheckedOptions } from '../checked-options.js';
import type { StoredObject } from '../s3/bucket.js';
import type { SandboxServices } from '../sandbox-services.js';
import { userPoolState } from '../user-pool/user-pool-state.js';
import { Keeper } from './keeper.js';
import { withKeptNames } from './kept-options.js';
import { type SandboxState, STATE_VERSION } from './state.js';
import { StateFolder } from './state-folder.js';

/** Keeps what is in a sandbox from one run to the next. */
export class Persistence {
  readonly #folder: StateFolder;
  readonly #before: SandboxState | undefined;
  readonly #names = new WeakMap<StoredObject, Promise<string>>();

  private constructor(folder: StateFolder, before: SandboxState | undefined) {
    this.#folder = folder;
    this.#before = before;
  }

  /** Throws an Error if the folder can not be used, or holds what another sandbox wrote. */
  static async open(folder: string): Promise<Persistence> {
    const opened = await StateFolder.open(folder);
    return new Persistence(opened, await opened.read());
  }

  /** The options with the IDs and keys of the last run, and what its user pools kept. */
  options(given: CheckedOptions): CheckedOptions {
    return withKeptNames(given, this.#before);
  }

  get userPools(): SandboxState['userPools'] {
    return this.#before?.userPools ?? [];
  }

  /** Brings everything else back. */
  async restore({ identityPools, s3, dynamoDb }: SandboxServices, url: string): Promise<void> {
    const before = this.#before;
    if (before === undefined) return;
    const [host, hostBefore] = [hostOf(url), hostOf(before.url)];
    identityPools.restore(before.identityPools, (name) =>
      name.startsWith(`${hostBefore}/`) ? host + name.slice(hostBefore.length) : name,
    );
    await s3.restore(before.buckets, (name) => this.#folder.readObject(name));
    const names = new Set(before.tables.map(({ definition }) => definition.TableName));
    const added = dynamoDb.snapshot().filter(({ definition }) => !names.has(definition.TableName));
    dynamoDb.restore([...before.tables, ...added]);
  }

  /** What writes the state of these services down. */
  keeper(services: SandboxServices, url: string): Keeper {
    return new Keeper(async () => this.#folder.write(await this.#state(services, url)));
  }

  async #state(services: SandboxServices, url: string): Promise<SandboxState> {
    const { sessions, userPools, identityPools, s3, dynamoDb } = services;
    const { accessKeyId, secretAccessKey } = sessions.administrator;
    return {
      version: STATE_VERSION,
      url,
      administrator: { accessKeyId, secretAccessKey },
      iamUsers: sessions.iamUsers.map((user) => ({
        userName: user.userName,
        accessKeyId: user.accessKeyId,
        secretAccessKey: user.secretAccessKey,
      })),
      userPools: userPools.list().map(userPoolState),
      identityPools: await identityPools.state(),
      buckets: await s3.state((object) => this.#nameOf(object)),
      tables: dynamoDb.snapshot(),
    };
  }

  /** An object never changes; another one takes its place. So its bytes are written once. */
  #nameOf(object: StoredObject): Promise<string> {
    const name = this.#names.get(object) ?? this.#folder.writeObject(object.bytes);
    this.#names.set(object, name);
    return name;
  }
}

const hostOf = (url: string): string => url.replace(/^https?:\/\//, '');
