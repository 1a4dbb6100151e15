import { ALGORITHM_ATTACKS } from '../corpus/algorithm-attacks.js';
import { type AttackKit, KID, newAttackKit } from '../corpus/attack.js';
import { newSigningKey } from '../support/token-factory.js';
import { expectVerdict, ofLines } from './expect-verdict.js';
import { HTTP_DOORS, startHttpApi } from './http-doors.js';
import type { AskedApi } from './protected-api.js';
import type { TokenApi } from './token-api.js';

const key = newSigningKey(KID);

describe.each(HTTP_DOORS.slice(1))('every wrong signature on %s', (platform) => {
  let fixture: TokenApi<AskedApi>;
  let kit: AttackKit;

  beforeAll(async () => {
    fixture = await startHttpApi(platform, { key });
    kit = newAttackKit(fixture.tokens, fixture.keyServer.issuer('lure'));
  });

  afterAll(() => fixture.stop());

  it.each(ofLines(ALGORITHM_ATTACKS, 'S25'))('$line: $verdict for $given', async (attack) => {
    await expectVerdict(fixture.api, attack, kit);
  });
});
