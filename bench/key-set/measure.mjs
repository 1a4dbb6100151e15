import { startKeyServer } from '../key-server-process.mjs';
import { measureBadAnswers } from './bad-answers.mjs';
import { measureColdStart } from './cold-start.mjs';
import { CONTENDERS } from './contenders.mjs';
import { measureFlood } from './flood.mjs';
import { measureColdOutage, measureOutage } from './outage.mjs';
import { measureRemovedKey } from './removed-key.mjs';

/** How verifiers get and keep the keys of a pool, from a key server that rotates, fails and is flooded. */
export async function measureKeySets({ contenders, flood }) {
  const server = await startKeyServer();
  try {
    const results = [];
    for (const contender of contenders) {
      const create = CONTENDERS[contender];
      results.push({
        contender,
        coldStart: await measureColdStart(create, server),
        flood: await measureFlood(create, server, flood),
        outage: await measureOutage(create, server),
        coldOutage: await measureColdOutage(create, server),
        removedKey: await measureRemovedKey(create, server),
      });
    }
    return { contenders: results, badAnswers: await measureBadAnswers(CONTENDERS.castellan, server) };
  } finally {
    server.close();
  }
}
