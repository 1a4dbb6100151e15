import { Sandbox } from 'castellan-sandbox';
import { createApp } from '../../src/create-app.js';
import { demoSandboxOptions, sandboxConfiguration } from '../../src/demo/demo-sandbox.js';

/** Where a started sample app and its sandbox are, and how to end them. */
export interface StartedApp {
  readonly appUrl: string;
  readonly sandboxUrl: string;
  stop(): Promise<void>;
}

/**
 * The app to walk: the one that WALK_APP_URL and WALK_SANDBOX_URL name, started by `npm start`, or one in this
 * process.
 */
export async function startedApp(): Promise<StartedApp> {
  const { WALK_APP_URL: appUrl, WALK_SANDBOX_URL: sandboxUrl } = process.env;
  if (appUrl !== undefined && sandboxUrl !== undefined) {
    return { appUrl, sandboxUrl, stop: async () => undefined };
  }
  const sandbox = await Sandbox.start(demoSandboxOptions(0));
  const app = await createApp(sandboxConfiguration(sandbox));
  await app.listen(0, '127.0.0.1');
  return {
    appUrl: await app.getUrl(),
    sandboxUrl: sandbox.url,
    stop: async () => {
      await app.close();
      await sandbox.stop();
    },
  };
}
