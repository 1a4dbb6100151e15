import { ALGORITHM_ATTACKS } from '../corpus/algorithm-attacks.js';
import { type AttackKit, KID, newAttackKit } from '../corpus/attack.js';
import { newSigningKey } from '../support/token-factory.js';
import { expectGranted } from './expect-answer.js';
import { expectVerdict, ofLines } from './expect-verdict.js';
import { HTTP_DOORS, startHttpApi } from './http-doors.js';
import type { AskedApi } from './protected-api.js';
import type { TokenApi } from './token-api.js';

const key = newSigningKey(KID);
const SIGNATURES = ofLines(ALGORITHM_ATTACKS, 'S25');

/** All doors ask the same verifier: all signatures go to the first, some to the others, and the rest is thorough. */
const signaturesAt = (door: string) =>
  SIGNATURES.filter((_signature, index) => door === HTTP_DOORS[0] || index % 10 === 0);

describe.each(HTTP_DOORS)('the algorithm of a token on %s', (platform) => {
  let fixture: TokenApi<AskedApi>;
  let kit: AttackKit;

  beforeAll(async () => {
    fixture = await startHttpApi(platform, { key });
    kit = newAttackKit(fixture.tokens, fixture.keyServer.issuer('lure'));
  });

  afterAll(() => fixture.stop());

  it('S24 is RS256', async () => {
    expectGranted(await fixture.api.get(fixture.tokens.access()));
  });

  it.each(ofLines(ALGORITHM_ATTACKS, 'S22', 'S23', 'S24'))('$line: $verdict for $given', async (attack) => {
    await expectVerdict(fixture.api, attack, kit);
  });

  it('S25 has at least as many wrong signatures as the Wycheproof project publishes', () => {
    expect(SIGNATURES.length).toBeGreaterThanOrEqual(225);
  });

  it.each(signaturesAt(platform))('$line: $verdict for $given', async (attack) => {
    await expectVerdict(fixture.api, attack, kit);
  });
});
