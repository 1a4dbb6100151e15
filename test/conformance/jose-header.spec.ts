import { type AttackKit, KID, newAttackKit } from '../corpus/attack.js';
import { HEADER_ATTACKS } from '../corpus/header-attacks.js';
import { newSigningKey } from '../support/token-factory.js';
import { expectInvalidToken } from './expect-answer.js';
import { expectVerdict, ofLines } from './expect-verdict.js';
import { HTTP_DOORS, startHttpApi } from './http-doors.js';
import type { AskedApi } from './protected-api.js';
import { type TokenApi, USER_POOL_ID } from './token-api.js';

const key = newSigningKey(KID);

describe.each(HTTP_DOORS)('the header of a token on %s', (platform) => {
  let fixture: TokenApi<AskedApi>;
  let kit: AttackKit;

  beforeAll(async () => {
    fixture = await startHttpApi(platform, { key });
    fixture.keyServer.publish('lure', [key.jwk]);
    kit = newAttackKit(fixture.tokens, fixture.keyServer.issuer('lure'));
  });

  afterAll(() => fixture.stop());

  it.each(ofLines(HEADER_ATTACKS, 'S20', 'S21', 'S27', 'S28', 'S29'))(
    '$line: $verdict for $given',
    async (attack) => {
      await expectVerdict(fixture.api, attack, kit);
    },
  );

  it.each(ofLines(HEADER_ATTACKS, 'S12'))('$line: $verdict for $given', async (attack) => {
    const { answer, log } = await fixture.api.get(attack.token(kit));
    await expectVerdict(fixture.api, attack, kit);
    const everything = JSON.stringify([[...answer.headers], answer.body, log]);
    expect(everything).not.toContain('attacker-v');
    expect(answer.headers.has('set-cookie')).toBe(false);
    expect([...answer.headers.values()].flat().join('')).toMatch(/^[\x20-\x7e]*$/);
  });

  it.each(ofLines(HEADER_ATTACKS, 'S26'))('$line: $verdict for $given', async (attack) => {
    const { keyServer } = fixture;
    const asks = () => [keyServer.requestsFor('lure'), keyServer.requestsFor(USER_POOL_ID)];
    const before = asks();
    await expectVerdict(fixture.api, attack, kit);
    expect(asks()).toEqual(before);
  });

  it('S27 loads the key set at most once in a while for a flood of unknown kids', async () => {
    // However long the flood takes, it is one moment.
    const { api, keyServer, tokens, stop } = await startHttpApi(platform, { key, now: () => 1_800_000_000 });
    await api.get(tokens.access());
    expect(keyServer.requestsFor(USER_POOL_ID)).toBe(1);
    const flood = Array.from({ length: 100 }, (_, index) =>
      tokens.sign(tokens.accessClaims(), { alg: 'RS256', kid: `made-up-${index}` }),
    );
    for (const exchange of await Promise.all(flood.map((token) => api.get(token)))) {
      expectInvalidToken({ ...exchange, log: [] }, 'token_key_unknown');
    }
    expect(keyServer.requestsFor(USER_POOL_ID)).toBeLessThanOrEqual(2);
    expect((await api.get(tokens.access())).answer.status).toBe(200);
    await stop();
  });
});
