import { Callers, type CastellanOptions, type TokenVerifier } from 'castellan';
import {
  type Exchange,
  HandlerRuns,
  ProtectedApi,
  type ProtectedApiParts,
} from '../conformance/protected-api.js';
import type { Tokens } from '../support/api.js';
import type { Platform } from '../support/nest-app.js';
import { World } from '../support/world.js';
import { CallerFiles } from './caller-files.js';

/** Alice and Ben are readers, and Eve is not. */
export type Username = 'alice' | 'ben' | 'eve';

export interface CallersWorldParts extends Omit<ProtectedApiParts, 'options' | 'verifier'> {
  readonly options?: Partial<CastellanOptions>;
  /** Makes the verifier from the options, where a test needs a clock. */
  readonly verifier?: (options: CastellanOptions) => TokenVerifier;
}

/** An application whose handlers save files as their callers, and the S3 that knows who saved what. */
export class CallersWorld {
  private constructor(
    readonly world: World,
    readonly api: ProtectedApi,
    private readonly tokens: ReadonlyMap<Username, Required<Tokens>>,
    private readonly accessKeys: ReadonlyMap<Username, string>,
  ) {}

  static async create(
    platform: Platform,
    { options = {}, verifier, providers = [], ...parts }: CallersWorldParts,
  ): Promise<CallersWorld> {
    const usernames: readonly Username[] = ['alice', 'ben', 'eve'];
    const world = await World.create({
      users: usernames.map((username) => ({ username, groups: username === 'eve' ? [] : ['readers'] })),
    });
    const tokens = new Map<Username, Required<Tokens>>();
    for (const username of usernames) tokens.set(username, await world.tokens(username));
    const all = { ...world.options, ...options };
    const api = await ProtectedApi.start(platform, {
      ...parts,
      options: all,
      providers: [CallerFiles, ...providers],
      ...(verifier !== undefined && { verifier: verifier(all) }),
    });
    const accessKeys = new Map<Username, string>();
    for (const username of usernames)
      accessKeys.set(username, await accessKeyOf(world, api, tokens.get(username)!));
    return new CallersWorld(world, api, tokens, accessKeys);
  }

  /** The AWS access key that this application got for a user. */
  accessKeyOf(username: Username): string {
    return this.accessKeys.get(username)!;
  }

  /** What the handlers said about themselves. */
  get runs(): readonly string[] {
    return this.api.app.get(HandlerRuns).names;
  }

  /** What a user sends to be known, with an ID token for AWS. */
  headersOf(username: Username): Readonly<Record<string, string>> {
    const { accessToken, idToken } = this.tokens.get(username)!;
    return { authorization: `Bearer ${accessToken}`, 'x-id-token': idToken! };
  }

  /** Asks as a user, or as nobody. */
  send(
    method: string,
    path: string,
    username?: Username,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Exchange> {
    const known = username === undefined ? {} : this.headersOf(username);
    return this.api.send({ method, path, headers: { ...known, ...headers } });
  }

  /** Who wrote and read objects since the given number of requests to S3: the key of each and its signer. */
  signersSince(first: number): readonly (readonly [key: string, accessKeyId: string | undefined])[] {
    return this.world.sandbox.s3.requests.slice(first).map(({ key, accessKeyId }) => [key, accessKeyId]);
  }

  get requestsToS3(): number {
    return this.world.sandbox.s3.requests.length;
  }

  async stop(): Promise<void> {
    await this.api.stop();
    await this.world.stop();
  }
}

/** Asks as the user alone, so that nobody else can have signed. */
async function accessKeyOf(world: World, api: ProtectedApi, { idToken }: Required<Tokens>): Promise<string> {
  const files = api.app.get(CallerFiles);
  await api.app.get(Callers).runAs({ idToken: idToken! }, () => files.save('alone'));
  return world.sandbox.s3.requests.at(-1)!.accessKeyId!;
}
