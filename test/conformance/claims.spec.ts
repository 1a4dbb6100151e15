import { Controller, Get } from '@nestjs/common';
import { Authenticated, ConfigurationError, CurrentUser, type UserPrincipal } from 'castellan';
import { TokenVerifier } from 'castellan/core';
import { type AttackKit, KID, newAttackKit } from '../corpus/attack.js';
import { CLAIM_ATTACKS } from '../corpus/claim-attacks.js';
import { KeyServer } from '../support/key-server.js';
import { PLATFORMS } from '../support/nest-app.js';
import { newSigningKey, TokenFactory } from '../support/token-factory.js';
import { expectGranted, expectInvalidToken, expectRefusal } from './expect-answer.js';
import { expectVerdict, ofLines } from './expect-verdict.js';
import { HandlerRuns } from './protected-api.js';
import { CLIENT_ID, startTokenApi, type TokenApi, userPool } from './token-api.js';

const NOW = 1_800_000_000;
const STAFF_POOL_ID = 'eu-west-1_Staff';
const key = newSigningKey(KID);

@Controller('profile')
class ProfileController {
  constructor(private readonly runs: HandlerRuns) {}

  @Get()
  @Authenticated()
  profile(@CurrentUser() user: UserPrincipal) {
    this.runs.names.push(`profile of ${user.username}`);
  }
}

describe.each(PLATFORMS)('the claims of a token on %s', (platform) => {
  let fixture: TokenApi;
  let staffKeys: KeyServer;
  let staff: TokenFactory;
  let kit: AttackKit;

  beforeAll(async () => {
    const now = () => NOW;
    staffKeys = await KeyServer.start();
    staffKeys.publish(STAFF_POOL_ID, [key.jwk]);
    staff = new TokenFactory({ key, issuer: staffKeys.issuer(STAFF_POOL_ID), clientId: CLIENT_ID, now });
    const keyServer = await KeyServer.start();
    const userPools = [
      userPool(keyServer),
      userPool(staffKeys, { name: 'staff', userPoolId: STAFF_POOL_ID, tokenUse: 'id' }),
    ];
    fixture = await startTokenApi(platform, {
      key,
      now,
      keyServer,
      controllers: [ProfileController],
      options: { userPools },
      verifier: new TokenVerifier({ userPools, clock: () => NOW * 1_000 }),
    });
    kit = newAttackKit(fixture.tokens, keyServer.issuer('lure'));
  });

  afterAll(async () => {
    await fixture.stop();
    await staffKeys.stop();
  });

  it.each(ofLines(CLAIM_ATTACKS, 'S35', 'S37', 'S38', 'S39', 'S40', 'S42', 'S43', 'S45', 'S46'))(
    '$line: $verdict for $given',
    async (attack) => {
      await expectVerdict(fixture.api, attack, kit);
    },
  );

  it.each(ofLines(CLAIM_ATTACKS, 'S41'))('$line: $verdict for $given', async (attack) => {
    await expectVerdict(fixture.api, attack, kit);
    await expectVerdict(fixture.api, attack, { ...kit, tokens: staff });
  });

  it('S39 tells two configured pools apart that share a key', async () => {
    const { tokens } = fixture;
    expectGranted(await fixture.api.get(tokens.access()));
    expectGranted(await fixture.api.get(staff.id()));
    expectInvalidToken(await fixture.api.get(tokens.id()), 'token_use_not_allowed');
  });

  it('S41 refuses an access token where ID tokens are expected', async () => {
    expectInvalidToken(await fixture.api.get(staff.access()), 'token_use_not_allowed');
    expectInvalidToken(await fixture.api.get(staff.access({ aud: CLIENT_ID })), 'token_use_not_allowed');
    const planted = { 'cognito:username': 'alice', aud: CLIENT_ID, email: 'alice@tests.example' };
    expectInvalidToken(await fixture.api.get(staff.access(planted)), 'token_use_not_allowed');
  });

  it.each([
    ['aud of another client', { aud: 'another_client' }, 'token_client_not_allowed'],
    [
      'aud of another client, ours in client_id',
      { aud: 'x', client_id: CLIENT_ID },
      'token_client_not_allowed',
    ],
    ['aud missing, ours in client_id', { aud: undefined, client_id: CLIENT_ID }, 'token_claims_invalid'],
    ['aud in a list', { aud: [CLIENT_ID] }, 'token_claims_invalid'],
    ['aud in another case', { aud: CLIENT_ID.toUpperCase() }, 'token_client_not_allowed'],
    ['no username', { 'cognito:username': undefined }, 'token_claims_invalid'],
    ['no sub', { sub: undefined }, 'token_claims_invalid'],
  ] as const)('S43 refuses an ID token with %s', async (_given, overrides, code) => {
    expectInvalidToken(await fixture.api.get(staff.id(overrides)), code);
  });

  it('S45 never takes a program for a user', async () => {
    const program = fixture.tokens.machine();
    const exchange = await fixture.api.get(program);
    expectGranted(exchange);
    expect(JSON.parse(exchange.answer.body)).toEqual({ kind: 'machine', sub: CLIENT_ID });
    expectRefusal(await fixture.api.get(program, '/profile'), { status: 403, code: 'access_denied' });

    const user = await fixture.api.get(fixture.tokens.access(), '/profile');
    expectGranted(user);
    expect(user.handlersRun).toEqual(['profile of alice-of-the-tests']);
  });
});

describe.each(PLATFORMS)('the tolerance for clocks that differ on %s', (platform) => {
  let fixture: TokenApi;

  beforeAll(async () => {
    jest.spyOn(Date, 'now').mockReturnValue(Date.now());
    fixture = await startTokenApi(platform, { key, options: { clockToleranceSeconds: 60 } });
  });

  afterAll(async () => {
    await fixture.stop();
    jest.restoreAllMocks();
  });

  const seconds = () => Math.floor(Date.now() / 1_000);

  it('S36 accepts a token that expired less than that ago', async () => {
    const { api, tokens } = fixture;
    expectGranted(await api.get(tokens.access({ iat: seconds() - 100, exp: seconds() - 30 })));
    expectInvalidToken(
      await api.get(tokens.access({ iat: seconds() - 100, exp: seconds() - 60 })),
      'token_expired',
    );
  });

  it('S36 accepts a token that was issued, or is valid, less than that ahead', async () => {
    const { api, tokens } = fixture;
    expectGranted(await api.get(tokens.access({ iat: seconds() + 30 })));
    expectGranted(await api.get(tokens.access({ nbf: seconds() + 30 })));
    expectInvalidToken(await api.get(tokens.access({ iat: seconds() + 90 })), 'token_not_yet_valid');
    expectInvalidToken(await api.get(tokens.access({ nbf: seconds() + 90 })), 'token_not_yet_valid');
  });

  it('S36 is none by default', async () => {
    const { api, tokens, stop } = await startTokenApi(platform, { key });
    expectInvalidToken(await api.get(tokens.access({ iat: seconds() - 9, exp: seconds() })), 'token_expired');
    await stop();
  });

  it.each([NaN, Infinity, -Infinity, -1, 0.5, 121, '60', null, 60n])(
    'S36 is refused at boot when it is %p',
    async (clockToleranceSeconds) => {
      const options = { clockToleranceSeconds: clockToleranceSeconds as number };
      const boot = startTokenApi(platform, { key, options });
      await expect(boot).rejects.toThrow(ConfigurationError);
      await expect(boot).rejects.toThrow(/clockToleranceSeconds.* from 0 to 120/);
    },
  );
});
