import { Sandbox, type SandboxOptions } from 'castellan-sandbox';
import { freePort } from '../../src/configuration/free-port.js';
import { createApp } from '../../src/create-app.js';
import { demoSandboxOptions, sandboxConfiguration } from '../../src/demo/demo-sandbox.js';

type UserPool = NonNullable<SandboxOptions['userPools']>[number];

/** The sample app with its page, and the sandbox behind it. */
export class PageWorld {
  private constructor(
    readonly url: string,
    readonly sandbox: Sandbox,
    private readonly close: () => Promise<void>,
  ) {}

  /** @param change - What is different from the demo in its user pool. */
  static async start(
    change: (pool: UserPool, sandboxUrl: string) => UserPool = (pool) => pool,
  ): Promise<PageWorld> {
    const origin = `http://127.0.0.1:${await freePort()}`;
    const sandboxPort = await freePort();
    const options = demoSandboxOptions(sandboxPort, origin);
    const sandbox = await Sandbox.start({
      ...options,
      userPools: (options.userPools ?? []).map((pool) => change(pool, `http://127.0.0.1:${sandboxPort}`)),
    });
    const app = await createApp({ ...sandboxConfiguration(sandbox, origin), pageFolder: 'src/page/assets' });
    await app.listen(Number(new URL(origin).port), '127.0.0.1');
    return new PageWorld(origin, sandbox, async () => {
      await app.close();
      await sandbox.stop();
    });
  }

  /** The newest code that a user was sent. */
  codeFor(username: string): string {
    const [pool] = this.sandbox.userPools;
    const code = pool && this.sandbox.messages(pool.userPoolId, username).at(-1)?.code;
    if (code === undefined) throw new Error(`Nothing was sent to ${username}.`);
    return code;
  }

  stop(): Promise<void> {
    return this.close();
  }
}
