import { ALGORITHM_ATTACKS } from '../corpus/algorithm-attacks.js';
import { type Attack, KID, newAttackKit } from '../corpus/attack.js';
import { CLAIM_ATTACKS } from '../corpus/claim-attacks.js';
import { newCorpusPool, NOW } from '../corpus/corpus-pool.js';
import { FORM_ATTACKS } from '../corpus/form-attacks.js';
import { HEADER_ATTACKS } from '../corpus/header-attacks.js';
import { JSON_ATTACKS } from '../corpus/json-attacks.js';
import { EXPRESS_VERSIONS } from '../express/express-api.js';
import { PLATFORMS } from '../support/nest-app.js';
import { GROUP, SCOPE, type TestDoor, type Verdict } from './door.js';
import { expressDoor } from './express.door.js';
import { lambdaDoor } from './lambda.door.js';
import { grpcDoor, tcpDoor } from './message.doors.js';
import { nestDoor } from './nest.door.js';
import { nestPassportDoor, passportDoor } from './passport.doors.js';

const DOORS: readonly TestDoor[] = [
  ...PLATFORMS.map(nestDoor),
  ...EXPRESS_VERSIONS.map(expressDoor),
  passportDoor(),
  nestPassportDoor(),
  lambdaDoor(),
  tcpDoor(),
  grpcDoor(),
];
/** What can stand in a header: the rest is refused by Node before any door. */
const B64TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;
const ALL = [...FORM_ATTACKS, ...JSON_ATTACKS, ...HEADER_ATTACKS, ...ALGORITHM_ATTACKS, ...CLAIM_ATTACKS];

describe('the corpus through every door', () => {
  const pool = newCorpusPool(KID);
  const kit = newAttackKit(pool.tokens, 'http://127.0.0.1:9');

  beforeAll(async () => {
    for (const door of DOORS) await door.start([pool.options], () => NOW * 1_000);
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
        const verdict = await door.ask({ token, demand: 'authenticated' });
        if (JSON.stringify(verdict) !== JSON.stringify(seenAt(door, expected(attack))))
          wrong.push({ attack, verdict });
      }
      expect(wrong).toEqual([]);
      expect(asked).toBeGreaterThan(500);
    },
  );

  it.each(DOORS.map((door) => [door.name, door] as const))(
    'has one verdict on each caller: %s',
    async (_name, door) => {
      const table: [string | undefined, Record<string, Verdict>][] = [
        [undefined, allOf({ code: 'authentication_required', status: 401, challenge: 'Bearer realm="api"' })],
        [
          'a b',
          allOf({
            code: 'authorization_header_malformed',
            status: 400,
            challenge: 'Bearer realm="api", error="invalid_request"',
          }),
        ],
        [
          pool.tokens.access(),
          {
            authenticated: { code: 'accepted', status: 200 },
            editors: { code: 'access_denied', status: 403 },
            scope: {
              code: 'insufficient_scope',
              status: 403,
              challenge: `Bearer realm="api", error="insufficient_scope", scope="${SCOPE}"`,
            },
          },
        ],
        [
          pool.tokens.access({ 'cognito:groups': [GROUP], scope: SCOPE }),
          allOf({ code: 'accepted', status: 200 }),
        ],
      ];
      for (const [token, verdicts] of table) {
        for (const demand of door.demands) {
          expect([demand, await door.ask({ token, demand })]).toEqual([
            demand,
            seenAt(door, verdicts[demand]!),
          ]);
        }
      }
    },
  );
});

const allOf = (verdict: Verdict): Record<string, Verdict> => ({
  authenticated: verdict,
  editors: verdict,
  scope: verdict,
});

/** A verdict, without its challenge where the door has no place for one. */
const seenAt = ({ challenges }: TestDoor, { code, status, challenge }: Verdict): Verdict => ({
  code,
  status,
  ...(challenges !== false && challenge !== undefined && { challenge }),
});
