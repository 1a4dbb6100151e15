import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { USER_POOL_ID } from './tokens.mjs';

/** Starts a key server on the loopback interface. It runs in another process, so that its work is not measured. */
export async function startKeyServer() {
  const child = fork(path.join(import.meta.dirname, 'key-server.mjs'));
  const [{ port }] = await once(child, 'message');
  const issuer = `http://127.0.0.1:${port}/${USER_POOL_ID}`;

  let last = 0;
  const ask = (set) =>
    new Promise((resolve) => {
      const id = (last += 1);
      const answered = (answer) => {
        if (answer.id !== id) return;
        child.off('message', answered);
        resolve(answer);
      };
      child.on('message', answered);
      child.send({ id, set });
    });

  return {
    issuer,
    jwksUri: `${issuer}/.well-known/jwks.json`,
    /** Publishes these keys, as usual, and counts requests from 0. */
    publish: (...signingKeys) =>
      ask({ keys: signingKeys.map(({ jwk }) => jwk), behaviour: 'keys', requests: 0 }),
    /** Rotates without counting anew. */
    rotate: (...signingKeys) => ask({ keys: signingKeys.map(({ jwk }) => jwk) }),
    /** Answers in this way from now on, and counts requests from 0. */
    behave: (behaviour) => ask({ behaviour, requests: 0 }),
    requests: async () => (await ask()).requests,
    close: () => child.disconnect(),
  };
}
