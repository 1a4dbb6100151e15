import { FORM_ATTACKS } from '../corpus/form-attacks.js';
import { JSON_ATTACKS } from '../corpus/json-attacks.js';
import { KID, newAttackKit, type AttackKit } from '../corpus/attack.js';
import { newSigningKey } from '../support/token-factory.js';
import { expectInvalidToken } from './expect-answer.js';
import { expectVerdict, ofLines } from './expect-verdict.js';
import { HTTP_DOORS, startHttpApi } from './http-doors.js';
import type { AskedApi } from './protected-api.js';
import type { TokenApi } from './token-api.js';

const key = newSigningKey(KID);

/** White space around the value of a header belongs to HTTP (RFC 9110, section 5.5) and never arrives. */
const OUTER_SPACES = ['a space in front in the header', 'a space behind in the signature'];
const ATTACKS = ofLines([...FORM_ATTACKS, ...JSON_ATTACKS], 'S03', 'S15', 'S16', 'S17', 'S18', 'S19').filter(
  ({ given }) => !OUTER_SPACES.includes(given),
);

describe.each(HTTP_DOORS)('the form of a token on %s', (platform) => {
  let fixture: TokenApi<AskedApi>;
  let kit: AttackKit;

  beforeAll(async () => {
    fixture = await startHttpApi(platform, { key });
    kit = newAttackKit(fixture.tokens, fixture.keyServer.issuer('lure'));
  });

  afterAll(() => fixture.stop());

  it.each(ATTACKS)('$line: $verdict for $given', async (attack) => {
    await expectVerdict(fixture.api, attack, kit);
  });

  it('S16 has one spelling of a token only, also when the right one is remembered', async () => {
    const token = fixture.tokens.access();
    expect((await fixture.api.get(token)).answer.status).toBe(200);
    for (const other of [`${token}=`, `${token}==`]) {
      expectInvalidToken(await fixture.api.get(other), 'token_malformed');
    }
  });

  it('S19 looks at nothing of a token that is too long', async () => {
    const asksBefore = fixture.keyServer.requestsFor('lure');
    const [header, payload] = fixture.tokens.access().split('.') as [string, string];
    expectInvalidToken(await fixture.api.get(`${header}.${payload}.${'='.repeat(9_000)}`), 'token_too_large');
    expect(fixture.keyServer.requestsFor('lure')).toBe(asksBefore);
  });
});

describe.each(HTTP_DOORS)('the longest token on %s', (platform) => {
  it('S19 is as long as the option says', async () => {
    const { api, tokens, stop } = await startHttpApi(platform, { key, options: { maxTokenLength: 1_024 } });
    const token = tokens.access({ filler: 'x'.repeat(400) });
    expect(token.length).toBeGreaterThan(1_024);
    expectInvalidToken(await api.get(token), 'token_too_large');
    await stop();
  });
});
