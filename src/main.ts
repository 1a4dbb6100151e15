import { ConfigurationError } from 'castellan';
import { Sandbox } from 'castellan-sandbox';
import { AWS_VARIABLES, awsConfiguration, EnvironmentError, port } from './configuration/environment.js';
import { freePort } from './configuration/free-port.js';
import { createApp } from './create-app.js';
import { demoSandboxOptions, sandboxConfiguration } from './demo/demo-sandbox.js';
import { welcome } from './demo/welcome.js';
import path from 'node:path';
import { closeOnSignal, type Closeable } from './shutdown.js';

const PAGE_FOLDER = path.join(import.meta.dirname, 'page', 'assets');

async function main(): Promise<void> {
  const started: Closeable[] = [];
  closeOnSignal(started);

  // Cognito has to know where browsers come back to, so the port is chosen before anything starts.
  const appPort = port(process.env, 'PORT', 3000) || (await freePort());
  const aws = awsConfiguration(process.env);
  if (aws !== undefined) {
    console.log(`The sample app runs against AWS at ${await startApp(aws, appPort, started)}.`);
    return;
  }

  if (process.env.NODE_ENV === 'production') {
    throw new EnvironmentError(
      `The sandbox does not start with NODE_ENV=production. To run against AWS, set ${AWS_VARIABLES.join(', ')}.`,
    );
  }
  const origin = `http://127.0.0.1:${appPort}`;
  const sandboxPort = port(process.env, 'SANDBOX_PORT', 9330);
  const sandbox = await onPort('SANDBOX_PORT', sandboxPort, () =>
    Sandbox.start(demoSandboxOptions(sandboxPort, origin)),
  );
  started.push({ close: () => sandbox.stop() });
  const appUrl = await startApp(sandboxConfiguration(sandbox, origin), appPort, started);
  console.log(welcome(appUrl, sandbox));
}

async function startApp(
  configuration: Parameters<typeof createApp>[0],
  appPort: number,
  started: Closeable[],
): Promise<string> {
  const app = await createApp({ ...configuration, pageFolder: PAGE_FOLDER });
  started.unshift(app);
  // Nest prints a taken port itself, with a stack. The one line of ours is enough.
  app.useLogger(false);
  await onPort('PORT', appPort, () => app.listen(appPort, '127.0.0.1'));
  app.useLogger(['error', 'warn', 'debug']);
  return app.getUrl();
}

/** Says which variable chooses a port that is taken. */
async function onPort<T>(variable: string, value: number, listen: () => Promise<T>): Promise<T> {
  try {
    return await listen();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    const problem = code === 'EADDRINUSE' ? 'is already in use' : 'may not be used by this user';
    throw new EnvironmentError(
      `Port ${value} ${problem}. Set ${variable} to another one, or to 0 for a free one.`,
    );
  }
}

main().catch((error: unknown) => {
  const isExplained = error instanceof EnvironmentError || error instanceof ConfigurationError;
  console.error(isExplained ? error.message : error);
  process.exit(1);
});
