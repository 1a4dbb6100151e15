import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** Starts the AWS of the measurements in another process, so that its work is not measured. */
export async function startAwsServer() {
  const child = fork(path.join(import.meta.dirname, 'aws-server.mjs'));
  const [{ port }] = await once(child, 'message');
  return {
    endpoint: `http://127.0.0.1:${port}`,
    /** What it was asked since the last time. */
    counts: async () => {
      child.send('counts');
      return (await once(child, 'message'))[0];
    },
    close: () => child.disconnect(),
  };
}
