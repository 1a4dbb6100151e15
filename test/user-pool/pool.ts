import { randomUUID } from 'node:crypto';
import { Sandbox, type AppClientOptions, type UserPoolOptions } from 'castellan-sandbox';
import { UserPoolService, type UserPoolServiceOptions } from 'castellan/user-pool';

export const POOL_ID = 'eu-west-1_UsersPool';
export const PASSWORD = 'Correct-horse-1';
export const SECRET = 'a_client_secret_that_nobody_may_ever_see';

/** The app clients of the pool. */
const CLIENTS: readonly AppClientOptions[] = [
  { name: 'web', clientId: 'web_client' },
  { name: 'server', clientId: 'server_client', clientSecret: SECRET },
  { name: 'legacy', clientId: 'legacy_client', preventUserExistenceErrors: 'LEGACY' },
  { name: 'rotating', clientId: 'rotating_client', refreshTokenRotation: {} },
];

/** A user pool of the sandbox, and services of the application that uses it. */
export class Pool {
  readonly #services: UserPoolService[] = [];

  private constructor(readonly sandbox: Sandbox) {}

  static async create(
    options: Partial<UserPoolOptions> = {},
    clock?: () => number,
    others: readonly UserPoolOptions[] = [],
  ): Promise<Pool> {
    const sandbox = await Sandbox.start({
      ...(clock && { clock }),
      userPools: [{ userPoolId: POOL_ID, clients: CLIENTS, ...options }, ...others],
    });
    return new Pool(sandbox);
  }

  /** The service of an application, as it would be made for AWS but for the addresses. */
  service(options: Partial<UserPoolServiceOptions> = {}): UserPoolService {
    const [pool] = this.sandbox.describe().userPools;
    const service = new UserPoolService({
      userPoolId: POOL_ID,
      clientId: 'web_client',
      endpoint: this.sandbox.url,
      issuer: pool!.issuer,
      answerStepMilliseconds: 0,
      // A slow machine is not an outage.
      timeoutMilliseconds: 60_000,
      administration: {
        credentials: () => Promise.resolve({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' }),
      },
      ...options,
    });
    this.#services.push(service);
    return service;
  }

  get issuer(): string {
    return this.sandbox.describe().userPools[0]!.issuer;
  }

  /** The last code that was sent to a user. */
  code(username: string): string {
    const message = this.sandbox.messages(POOL_ID, username).findLast(({ code }) => code !== undefined);
    if (message?.code === undefined) throw new Error(`Nothing was sent to ${username}.`);
    return message.code;
  }

  async stop(): Promise<void> {
    for (const service of this.#services) service.close();
    await this.sandbox.stop();
  }
}

/** A name that no user of the pool has. */
export const nobody = (): string => `nobody-${randomUUID()}`;
