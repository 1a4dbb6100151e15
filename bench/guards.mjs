import { spawn } from 'node:child_process';
import path from 'node:path';
import autocannon from 'autocannon';
import { median } from './rounds.mjs';
import { tokenFactory } from './tokens.mjs';

export const GUARDS = {
  unguarded: 'no guard',
  header: 'a guard that only parses the header',
  castellan: 'castellan: groups and a CASL decision',
  lru: 'a hand-written guard: sha256, LRU hit, no policy',
  passport: "AuthGuard('jwt'): passport-jwt and jwks-rsa, key cached",
};

/** Requests a second and server CPU a request under each guard, from a load in a process of its own. */
export async function measureGuards({ rounds, seconds, platforms }) {
  const { jwks, make } = tokenFactory();
  const tokens = Array.from({ length: 500 }, make);
  const loads = {
    valid: tokens,
    'bad signature': tokens.map((token) => `${token.slice(0, -8)}AAAAAAAA`),
    missing: [undefined],
  };
  const results = [];
  for (const platform of platforms) {
    const servers = new Map();
    for (const guard of Object.keys(GUARDS)) servers.set(guard, await startServer({ platform, guard, jwks }));
    for (const [load, bearers] of Object.entries(loads)) {
      const samples = new Map([...servers.keys()].map((guard) => [guard, []]));
      for (let round = 0; round < rounds; round += 1) {
        for (const [guard, server] of servers)
          samples.get(guard).push(await sample(server, bearers, seconds));
      }
      const of = (guard, figure) => median(samples.get(guard).map((one) => one[figure]));
      for (const guard of servers.keys()) {
        results.push({
          platform,
          load,
          guard,
          requestsPerSecond: of(guard, 'requestsPerSecond'),
          toUnguarded: of(guard, 'requestsPerSecond') / of('unguarded', 'requestsPerSecond'),
          cpuMicrosecondsAdded: of(guard, 'cpuMicroseconds') - of('unguarded', 'cpuMicroseconds'),
        });
      }
    }
    for (const { child } of servers.values()) child.kill();
  }
  return results;
}

function startServer({ platform, guard, jwks }) {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'server.mjs')], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'benchmark' },
  });
  child.send({ platform, guard, jwks });
  return new Promise((resolve, reject) => {
    child.once('message', ({ port }) => resolve({ child, port }));
    child.once('exit', (code) =>
      reject(new Error(`the server with the guard "${guard}" ended with ${code}`)),
    );
  });
}

async function sample({ child, port }, bearers, seconds) {
  let next = 0;
  const requests = [
    {
      method: 'GET',
      path: '/articles',
      setupRequest: (request) => {
        const bearer = bearers[next++ % bearers.length];
        return bearer === undefined
          ? request
          : { ...request, headers: { authorization: `Bearer ${bearer}` } };
      },
    },
  ];
  const before = await cpu(child);
  const { requests: answered } = await autocannon({
    url: `http://127.0.0.1:${port}`,
    connections: 32,
    duration: seconds,
    requests,
  });
  const used = (await cpu(child)) - before;
  return { requestsPerSecond: answered.total / seconds, cpuMicroseconds: used / answered.total };
}

function cpu(child) {
  child.send('cpu');
  return new Promise((resolve) => child.once('message', ({ microseconds }) => resolve(microseconds)));
}
