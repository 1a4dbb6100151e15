import { CastellanError, TokenVerifier } from 'castellan/core';
import { ALGORITHM_ATTACKS } from './algorithm-attacks.js';
import { KID, newAttackKit } from './attack.js';
import { CLAIM_ATTACKS } from './claim-attacks.js';
import { newCorpusPool, NOW } from './corpus-pool.js';
import { FORM_ATTACKS } from './form-attacks.js';
import { HEADER_ATTACKS } from './header-attacks.js';
import { JSON_ATTACKS } from './json-attacks.js';
import { oracles } from './oracles.js';

const ATTACKS = [...FORM_ATTACKS, ...JSON_ATTACKS, ...HEADER_ATTACKS, ...ALGORITHM_ATTACKS, ...CLAIM_ATTACKS];

describe('the attack corpus', () => {
  const pool = newCorpusPool(KID);
  const kit = newAttackKit(pool.tokens, 'http://127.0.0.1:9');
  const others = oracles({ ...pool, now: NOW });
  const verifier = new TokenVerifier({ userPools: [pool.options], clock: () => NOW * 1_000 });
  const counts = { accepted: 0, refusedByAll: 0, refusedByMore: 0 };
  const missedBy = new Map(others.map(({ name }) => [name, 0]));

  beforeAll(() => {
    jest.spyOn(Date, 'now').mockReturnValue(NOW * 1_000);
  });

  afterAll(() => {
    jest.restoreAllMocks();
    const { accepted, refusedByAll, refusedByMore } = counts;
    const missed = [...missedBy].map(([name, count]) => `${name} ${count}`).join(', ');
    process.stdout.write(
      `Corpus: ${ATTACKS.length} tokens, ${accepted} accepted, ${refusedByAll + refusedByMore} refused, ` +
        `${refusedByMore} of them accepted by others (${missed}).\n`,
    );
  });

  async function verdictOn(token: string): Promise<string> {
    try {
      await verifier.verify(token);
      return 'accepted';
    } catch (error) {
      if (error instanceof CastellanError) return error.code;
      throw error;
    }
  }

  it('names every token once', () => {
    expect(new Set(ATTACKS.map(({ line, given }) => `${line} ${given}`)).size).toBe(ATTACKS.length);
    expect(ATTACKS.length).toBeGreaterThan(700);
  });

  it.each(ATTACKS)('$line: $verdict for $given', async ({ verdict, token: make }) => {
    const token = make(kit);
    // Twice, because the second time finds whatever the first left behind.
    expect([await verdictOn(token), await verdictOn(token)]).toEqual([verdict, verdict]);

    const accepting: string[] = [];
    for (const { name, accepts } of others) if (await accepts(token)) accepting.push(name);
    if (verdict === 'accepted') {
      expect(accepting).toEqual(others.map(({ name }) => name));
      counts.accepted += 1;
    } else if (accepting.length === 0) {
      counts.refusedByAll += 1;
    } else {
      counts.refusedByMore += 1;
      for (const name of accepting) missedBy.set(name, missedBy.get(name)! + 1);
    }
  });
});
