import { ALGORITHM_ATTACKS } from '../corpus/algorithm-attacks.js';
import { type Attack, KID, newAttackKit } from '../corpus/attack.js';
import { CLAIM_ATTACKS } from '../corpus/claim-attacks.js';
import { newCorpusPool, NOW } from '../corpus/corpus-pool.js';
import { FORM_ATTACKS } from '../corpus/form-attacks.js';
import { HEADER_ATTACKS } from '../corpus/header-attacks.js';
import { JSON_ATTACKS } from '../corpus/json-attacks.js';
import { newDoors, seenAt } from './all-doors.js';
import type { Verdict } from './door.js';

const DOORS = newDoors();
/** What can stand in a header: the rest is refused by Node before any door. */
const B64TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;
const ALL = [...FORM_ATTACKS, ...JSON_ATTACKS, ...HEADER_ATTACKS, ...ALGORITHM_ATTACKS, ...CLAIM_ATTACKS];

describe('the corpus of tokens through every door', () => {
  const pool = newCorpusPool(KID);
  const kit = newAttackKit(pool.tokens, 'http://127.0.0.1:9');

  beforeAll(async () => {
    for (const door of DOORS) await door.start({ userPools: [pool.options], clock: () => NOW * 1_000 });
  });
  afterAll(async () => {
    for (const door of DOORS) await door.stop();
  });

  const expected = ({ verdict }: Attack): Verdict =>
    verdict === 'accepted'
      ? { code: 'accepted', status: 200 }
      : { code: verdict, status: 401, challenge: 'Bearer realm="api", error="invalid_token"' };

  it.each(DOORS.map((door) => [door.name, door] as const))(
    'has one verdict on each token: %s',
    async (_name, door) => {
      const wrong: object[] = [];
      let asked = 0;
      for (const attack of ALL) {
        const token = attack.token(kit);
        if (!B64TOKEN.test(token) || token.length > 12_000) continue;
        asked += 1;
        const { verdict } = await door.ask({ token, demand: 'authenticated' });
        if (JSON.stringify(verdict) !== JSON.stringify(seenAt(door, expected(attack))))
          wrong.push({ attack, verdict });
      }
      expect(wrong).toEqual([]);
      expect(asked).toBeGreaterThan(500);
    },
  );
});
