import { startKeyServer } from '../key-server-process.mjs';
import { median } from '../rounds.mjs';
import { createSigningKey, makeToken } from '../tokens.mjs';
import { GUARDS } from './contenders.mjs';
import { canPin } from './cores.mjs';
import { chooseLoadGenerator, sendLoad, tokenFiles } from './load.mjs';
import { startServer } from './server-process.mjs';

const PLATFORMS = ['Express', 'Fastify'];
const TOKENS = 500;
const WARM_UP_SECONDS = 1;

/** Requests a second and CPU time a request of the same application under each guard. */
export async function measureGuards({ seconds, rounds, quick }) {
  const guards = Object.keys(GUARDS).filter((guard) => !quick || GUARDS[guard].quick);
  const key = createSigningKey();
  const keyServer = await startKeyServer();
  await keyServer.publish(key);
  const application = { jwks: { keys: [key.jwk] }, jwksUri: keyServer.jwksUri };
  const generator = chooseLoadGenerator();
  const files = tokenFiles();
  const loads = writeLoads(files, key);
  const results = [];
  try {
    for (const platform of PLATFORMS) {
      const started = guards.map(async (guard) => [
        guard,
        await startServer({ ...application, platform, guard }),
      ]);
      const servers = new Map(await Promise.all(started));
      for (const server of servers.values())
        await sendLoad(generator, { url: server.url, file: loads.valid, seconds: WARM_UP_SECONDS });
      for (const [load, count] of Object.entries(rounds)) {
        const samples = new Map(guards.map((guard) => [guard, []]));
        for (let round = 0; round < count; round += 1) {
          for (const [guard, server] of servers)
            samples
              .get(guard)
              .push(await sample(generator, server, { guard, load, file: loads[load], seconds }));
        }
        for (const guard of guards) results.push({ platform, load, guard, ...figures(samples, guard) });
      }
      for (const server of servers.values()) server.stop();
    }
  } finally {
    files.remove();
    keyServer.close();
  }
  return { generator: generator.name, pinned: canPin, results };
}

function writeLoads(files, key) {
  const tokens = Array.from({ length: TOKENS }, () => makeToken(key));
  const badSignatures = tokens.map((token) => `${token.slice(0, -8)}AAAAAAAA`);
  return {
    valid: files.write('valid', tokens),
    'bad signature': files.write('bad-signature', badSignatures),
    'no token': files.write('no-token', ['']),
  };
}

async function sample(generator, server, { guard, load, file, seconds }) {
  const cpuBefore = await server.cpuMicroseconds();
  const started = performance.now();
  const answers = await sendLoad(generator, { url: server.url, file, seconds });
  const cpu = (await server.cpuMicroseconds()) - cpuBefore;
  const wanted = GUARDS[guard].refuses.includes(load) ? answers.answered : 0;
  if (answers.refused !== wanted || answers.failed > 0) {
    const found = `${answers.refused} refusals and ${answers.failed} failures`;
    throw new Error(`${guard}, ${load}: ${found} in ${answers.answered} answers, not ${wanted} and 0`);
  }
  return {
    requestsPerSecond: answers.answered / answers.seconds,
    cpuMicroseconds: cpu / answers.answered,
    serverBusy: cpu / 1_000 / (performance.now() - started),
    loadBusy: answers.busy,
  };
}

function figures(samples, guard) {
  const of = (name, figure) => median(samples.get(name).map((one) => one[figure]));
  return {
    toUnguarded: of(guard, 'requestsPerSecond') / of('unguarded', 'requestsPerSecond'),
    cpuMicrosecondsAdded: of(guard, 'cpuMicroseconds') - of('unguarded', 'cpuMicroseconds'),
    requestsPerSecond: of(guard, 'requestsPerSecond'),
    cpuMicroseconds: of(guard, 'cpuMicroseconds'),
    serverBusy: of(guard, 'serverBusy'),
    loadBusy: of(guard, 'loadBusy'),
  };
}
