import { checkClaims, timeRefusal, type CheckedClaims } from './claims.js';
import { readProtectedResource } from './protected-resource.js';
import { parseStrictJson } from './strict-json.js';
import {
  accessClaims,
  CLIENT_ID,
  idClaims,
  machineClaims,
  NOW,
  POOL_ID,
  printedErrorOf,
  readPools,
  refusalOf,
} from './token-fixtures.spec-helper.js';

const pool = (clientIds: readonly string[] | null = [CLIENT_ID]) =>
  readPools([{ userPoolId: POOL_ID, clientIds, tokenUse: 'access' }])[0]!;
/** `raw` replaces the JSON of a claim, for what JSON.stringify cannot write. */
const parse = (claims: Record<string, unknown>, raw: Record<string, string> = {}) => {
  let text = JSON.stringify(claims);
  for (const [placeholder, json] of Object.entries(raw))
    text = text.replace(JSON.stringify(placeholder), json);
  return parseStrictJson(Buffer.from(text));
};
const check = (claims: Record<string, unknown>, expected: 'access' | 'id' | null = null): CheckedClaims =>
  checkClaims(parse(claims), pool(), expected);
const outcome = (claims: Record<string, unknown>, expected: 'access' | 'id' | null = null) =>
  refusalOf(() => check(claims, expected));

describe('checkClaims', () => {
  it('reads the access token of a user', () => {
    expect(check(accessClaims(), 'access')).toMatchObject({
      tokenUse: 'access',
      clientId: CLIENT_ID,
      sub: 'f3d9a1b2-1111-2222-3333-444455556666',
      username: 'alice',
      scope: 'openid articles/write',
      times: { issuedAt: NOW * 1_000, notBefore: 0, expiresAt: (NOW + 3_600) * 1_000 },
      authTime: NOW * 1_000,
    });
  });

  it('reads an ID token', () => {
    expect(check(idClaims({ auth_time: undefined, nbf: NOW }), 'id')).toMatchObject({
      tokenUse: 'id',
      clientId: CLIENT_ID,
      username: 'alice',
      scope: '',
      times: { notBefore: NOW * 1_000 },
      authTime: undefined,
    });
  });

  it('reads the access token of a machine', () => {
    expect(check(machineClaims(), 'access')).toMatchObject({ sub: CLIENT_ID, username: undefined });
  });

  it.each(['exp', 'iat'])('needs %s', (claim) => {
    expect(outcome(accessClaims({ [claim]: undefined }))).toBe('token_claims_invalid');
  });

  it.each(
    ['exp', 'iat', 'nbf', 'auth_time'].flatMap((claim) =>
      ['"1800000000"', 'null', '1e99', '-1e99', '-1', '253402300800', 'true', '[1800000000]', '{}'].map(
        (json) => [claim, json] as const,
      ),
    ),
  )('refuses %s: %s', (claim, json) => {
    const payload = parse(accessClaims({ [claim]: '@' }), { '@': json });
    expect(refusalOf(() => checkClaims(payload, pool(), null))).toBe('token_claims_invalid');
  });

  it('refuses a token that is valid for more than a day', () => {
    expect(outcome(accessClaims({ exp: NOW + 86_400 }))).toBe('accepted');
    expect(outcome(accessClaims({ exp: NOW + 86_401 }))).toBe('token_claims_invalid');
  });

  it.each([undefined, null, '', 'Access', 'ACCESS', 'access ', 'refresh', ['access'], 1])(
    'refuses token_use %j',
    (token_use) => {
      expect(outcome(accessClaims({ token_use }))).toBe('token_use_not_allowed');
    },
  );

  it('refuses an ID token where an access token is expected, with a planted client_id too', () => {
    expect(outcome(idClaims(), 'access')).toBe('token_use_not_allowed');
    expect(outcome(idClaims({ client_id: CLIENT_ID, username: 'alice' }), 'access')).toBe(
      'token_use_not_allowed',
    );
  });

  it('refuses an access token where an ID token is expected', () => {
    expect(outcome(accessClaims({ aud: CLIENT_ID }), 'id')).toBe('token_use_not_allowed');
  });

  it('accepts both where both are', () => {
    expect(outcome(accessClaims(), null)).toBe('accepted');
    expect(outcome(idClaims(), null)).toBe('accepted');
  });

  const others = ['other', CLIENT_ID.slice(0, -1), `${CLIENT_ID}x`, CLIENT_ID.toUpperCase(), ` ${CLIENT_ID}`];
  it.each(others)('refuses tokens of the client %j', (clientId) => {
    expect(outcome(accessClaims({ client_id: clientId }))).toBe('token_client_not_allowed');
    expect(outcome(idClaims({ aud: clientId }))).toBe('token_client_not_allowed');
  });

  it.each([undefined, null, '', [CLIENT_ID], [], 1, { a: 1 }])(
    'refuses tokens whose client is %j',
    (clientId) => {
      expect(outcome(accessClaims({ client_id: clientId }))).toBe('token_claims_invalid');
      expect(outcome(idClaims({ aud: clientId }))).toBe('token_claims_invalid');
    },
  );

  it('does not take aud for the client of an access token, nor client_id for that of an ID token', () => {
    expect(outcome(accessClaims({ client_id: 'other', aud: CLIENT_ID }))).toBe('token_client_not_allowed');
    expect(outcome(idClaims({ aud: 'other', client_id: CLIENT_ID }))).toBe('token_client_not_allowed');
  });

  it('accepts every client where that is configured, but not a missing one', () => {
    expect(refusalOf(() => checkClaims(parse(accessClaims({ client_id: 'any' })), pool(null), null))).toBe(
      'accepted',
    );
    expect(
      refusalOf(() => checkClaims(parse(accessClaims({ client_id: undefined })), pool(null), null)),
    ).toBe('token_claims_invalid');
  });

  it.each(['https://api.example', ['https://api.example', 'b'], []])(
    'leaves aud %j of an access token alone',
    (aud) => {
      expect(outcome(accessClaims({ aud }))).toBe('accepted');
    },
  );

  describe('for a resource', () => {
    const RESOURCE = 'https://api.example/v1';
    const judge = (claims: Record<string, unknown>, requireAudience = false) => {
      const resource = readProtectedResource({ identifier: RESOURCE, requireAudience }, 'resource');
      return refusalOf(() => checkClaims(parse(claims), pool(), null, resource));
    };

    it('takes an access token that was issued for it, among others', () => {
      for (const aud of [RESOURCE, [RESOURCE], ['https://other.example', RESOURCE]]) {
        expect(judge(accessClaims({ aud }))).toBe('accepted');
        expect(judge(machineClaims({ aud }), true)).toBe('accepted');
      }
    });

    it.each(['', 'https://api.example', `${RESOURCE}/`, `${RESOURCE} `, CLIENT_ID, [], [`${RESOURCE}/x`]])(
      'refuses an access token that was issued for %j',
      (aud) => {
        expect(judge(accessClaims({ aud }))).toBe('token_audience_not_allowed');
      },
    );

    it('takes an access token that was issued for nothing by name, unless a name is required', () => {
      expect(judge(accessClaims())).toBe('accepted');
      expect(judge(accessClaims(), true)).toBe('token_audience_not_allowed');
      expect(judge(machineClaims(), true)).toBe('token_audience_not_allowed');
    });

    it('binds an ID token by its client alone', () => {
      expect(judge(idClaims(), true)).toBe('accepted');
    });
  });

  it.each([null, 1, {}, [1], ['a', null]])('refuses aud %j of an access token', (aud) => {
    expect(outcome(accessClaims({ aud }))).toBe('token_claims_invalid');
  });

  it.each([undefined, null, '', 1, ['a'], { a: 1 }])('refuses sub %j', (sub) => {
    expect(outcome(accessClaims({ sub }))).toBe('token_claims_invalid');
    expect(outcome(idClaims({ sub }))).toBe('token_claims_invalid');
  });

  it.each([{ jkt: 'a' }, {}, null, 'a'])('refuses a token that is bound to a key: cnf %j', (cnf) => {
    expect(outcome(accessClaims({ cnf }))).toBe('token_claims_invalid');
  });

  it.each([null, 1, ['openid'], {}])('refuses scope %j', (scope) => {
    expect(outcome(accessClaims({ scope }))).toBe('token_claims_invalid');
    expect(outcome(idClaims({ scope }))).toBe('token_claims_invalid');
  });

  it.each([undefined, null, '', 1, ['alice']])('refuses username %j of a user', (username) => {
    expect(outcome(accessClaims({ username }))).toBe('token_claims_invalid');
    expect(outcome(idClaims({ 'cognito:username': username }))).toBe('token_claims_invalid');
  });

  it('refuses a token that is half a user and half a machine', () => {
    expect(outcome(machineClaims({ username: 'alice' }))).toBe('token_claims_invalid');
    expect(outcome(machineClaims({ username: null }))).toBe('token_claims_invalid');
    expect(outcome(machineClaims({ sub: 'someone' }))).toBe('token_claims_invalid');
  });

  it('shows no value of a claim in the error', async () => {
    const secret = 's3cret';
    const bad = [
      accessClaims({ token_use: secret }),
      accessClaims({ client_id: secret }),
      accessClaims({ exp: secret }),
      accessClaims({ scope: [secret] }),
      accessClaims({ cnf: secret }),
      accessClaims({ aud: [1, secret] }),
    ];
    for (const claims of bad) expect(await printedErrorOf(() => check(claims))).not.toContain(secret);
  });
});

describe('timeRefusal', () => {
  const times = { issuedAt: 1_000, expiresAt: 5_000 };

  it.each([
    [999, 'token_not_yet_valid'],
    [1_000, undefined],
    [4_999, undefined],
    [5_000, 'token_expired'],
    [NaN, 'token_expired'],
    [Infinity, 'token_expired'],
    [-Infinity, 'token_not_yet_valid'],
  ])('judges the moment %p as %p', (now, refusal) => {
    expect(timeRefusal(times, 0, now, 0)).toBe(refusal);
  });

  it('honours nbf', () => {
    expect(timeRefusal(times, 2_000, 1_999, 0)).toBe('token_not_yet_valid');
    expect(timeRefusal(times, 2_000, 2_000, 0)).toBeUndefined();
  });

  it('is tolerant on both sides by exactly the tolerance', () => {
    expect(timeRefusal(times, 0, 5_499, 500)).toBeUndefined();
    expect(timeRefusal(times, 0, 5_500, 500)).toBe('token_expired');
    expect(timeRefusal(times, 0, 500, 500)).toBeUndefined();
    expect(timeRefusal(times, 0, 499, 500)).toBe('token_not_yet_valid');
  });
});
