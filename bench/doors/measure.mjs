import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { SERVER_CORE, onCore } from '../guards/cores.mjs';
import { median } from '../rounds.mjs';
import { createSigningKey, makeToken } from '../tokens.mjs';
import { CLIENTS } from './clients.mjs';
import { DOORS } from './contenders.mjs';
import { lambdaCall } from './lambda.mjs';

const TOKENS = 100;
const AT_ONCE = 16;
const SIDES = ['unguarded', 'guarded'];

/** CPU time of the server that Castellan adds to a call, for each door. The same calls go to both handlers. */
export async function measureDoors({ rounds, calls, quick }) {
  const doors = Object.keys(DOORS).filter((door) => !quick || DOORS[door].quick);
  const key = createSigningKey();
  const tokens = Array.from({ length: TOKENS }, () => makeToken(key));
  const jwks = { keys: [key.jwk] };
  const opened = await Promise.allSettled(
    doors.flatMap((door) => SIDES.map((side) => open(door, side, jwks, tokens))),
  );
  const running = opened.flatMap(({ value }) => value ?? []);
  try {
    for (const { status, reason } of opened) if (status === 'rejected') throw reason;
    // Every token is verified once before anything is counted.
    for (const { call } of running) await callMany(call, tokens, Math.max(calls, TOKENS));
    for (let round = 0; round < rounds; round += 1)
      for (const one of running) one.samples.push(await cpuOfCall(one, tokens, calls));
  } finally {
    for (const { close } of running) await close();
  }
  return doors.map((door) => {
    const [unguarded, guarded] = SIDES.map((side) =>
      median(running.find((one) => one.door === door && one.side === side).samples),
    );
    return { door, unguarded, guarded, added: guarded - unguarded };
  });
}

async function open(door, side, jwks, tokens) {
  const guarded = side === 'guarded';
  const { client } = DOORS[door];
  if (client === 'lambda') {
    const call = await lambdaCall(guarded, jwks);
    return { door, side, call, cpu: ownCpu, close: () => undefined, samples: [] };
  }
  const server = await startServer({ door, guarded, jwks });
  const { call, close } = await CLIENTS[client](server.port, tokens);
  const closeBoth = async () => {
    await close();
    server.stop();
  };
  return { door, side, call, cpu: server.cpuMicroseconds, close: closeBoth, samples: [] };
}

async function cpuOfCall({ call, cpu }, tokens, calls) {
  const before = await cpu();
  await callMany(call, tokens, calls);
  return ((await cpu()) - before) / calls;
}

async function callMany(call, tokens, calls) {
  let sent = 0;
  const caller = async () => {
    while (sent < calls) await call(tokens[sent++ % tokens.length]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, caller));
}

async function ownCpu() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

async function startServer(options) {
  const script = path.join(import.meta.dirname, 'server.mjs');
  const [command, args] = onCore(SERVER_CORE, process.execPath, [script]);
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  child.send(options);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the server of the door "${options.door}" ended with ${code}`);
  });
  const [{ port }] = await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => undefined);
  return {
    port,
    async cpuMicroseconds() {
      child.send('cpu');
      return (await once(child, 'message'))[0].cpuMicroseconds;
    },
    stop: () => child.kill(),
  };
}
