import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { SERVER_CORE, onCore } from './cores.mjs';

/** Starts an application under a guard, on the core of servers. */
export async function startServer(application) {
  const script = path.join(import.meta.dirname, 'server.mjs');
  const [command, args] = onCore(SERVER_CORE, process.execPath, [script]);
  const child = spawn(command, args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'benchmark' },
  });
  child.send(application);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the server under the guard "${application.guard}" ended with ${code}`);
  });
  const [{ port }] = await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => undefined);
  return {
    url: `http://127.0.0.1:${port}/articles`,
    async cpuMicroseconds() {
      child.send('cpu');
      const [answer] = await once(child, 'message');
      return answer.cpuMicroseconds;
    },
    stop: () => child.kill(),
  };
}
