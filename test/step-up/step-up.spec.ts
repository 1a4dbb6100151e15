import { Controller, Get } from '@nestjs/common';
import {
  anyOf,
  AuthContext,
  Authenticated,
  CastellanModule,
  freshAuth,
  FreshAuth,
  Groups,
  groups,
  not,
  Require,
  Scopes,
} from 'castellan';
import { Api, type ApiAnswer } from '../support/api.js';
import { KeyServer } from '../support/key-server.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { type ClaimOverrides, newSigningKey, TokenFactory } from '../support/token-factory.js';

const POOL = 'eu-west-1_StepUp';

@Controller('account')
@Authenticated()
class AccountController {
  @Get('any') any() {}
  @Get('fresh') @FreshAuth('5m') fresh() {}
  @Get('mfa') @AuthContext({ claim: 'amr', values: ['mfa'] }) mfa() {}
  @Get('either') @AuthContext({ claim: 'acr', values: ['gold', 'silver'] }) either() {}
  @Get('both') @FreshAuth(300) @AuthContext({ claim: 'amr', values: ['mfa'] }) both() {}
  @Get('group') @Groups('admins') @FreshAuth('5m') group() {}
  @Get('scope') @Scopes('account/close') @FreshAuth('5m') scope() {}
  @Get('composed') @Require(anyOf(groups('admins'), freshAuth('5m'))) composed() {}
  @Get('turned-round') @Require(not(freshAuth('5m'))) turnedRound() {}
}

@Controller('vault')
@FreshAuth('1h')
class VaultController {
  @Get('hour') hour() {}
  @Get('minute') @FreshAuth('1m') minute() {}
}

const STALE = 'Bearer realm="api", error="insufficient_user_authentication", max_age="300"';
const WEAK = 'Bearer realm="api", error="insufficient_user_authentication", acr_values="mfa"';

describe.each(PLATFORMS)('step-up authentication on %s', (platform) => {
  let keyServer: KeyServer;
  let listening: ListeningApp;
  let tokens: TokenFactory;

  beforeAll(async () => {
    keyServer = await KeyServer.start();
    const key = newSigningKey('step-up');
    keyServer.publish(POOL, [key.jwk]);
    const issuer = keyServer.issuer(POOL);
    tokens = new TokenFactory({ key, issuer, clientId: 'web' });
    listening = await listeningApp(platform, {
      imports: [
        CastellanModule.forRoot({
          userPools: [{ userPoolId: POOL, issuer, clientIds: ['web'], tokenUse: 'access' }],
        }),
      ],
      controllers: [AccountController, VaultController],
    });
  });

  afterAll(async () => {
    await listening.app.close();
    await keyServer.stop();
  });

  const ask = (path: string, accessToken?: string): Promise<ApiAnswer> =>
    new Api(listening.url).get(path, { accessToken });
  const secondsAgo = (seconds: number) => Math.floor(Date.now() / 1_000) - seconds;
  const token = (signedInSecondsAgo: number, overrides: ClaimOverrides = {}) =>
    tokens.access({ auth_time: secondsAgo(signedInSecondsAgo), ...overrides });
  const outcome = ({ status, headers, text }: ApiAnswer): [number, string | null, string | undefined] => [
    status,
    headers.get('www-authenticate'),
    status === 200 ? undefined : (JSON.parse(text) as { code: string }).code,
  ];

  it('asks for a sign-in of the last five minutes', async () => {
    expect(outcome(await ask('/account/fresh', token(10)))).toEqual([200, null, undefined]);
    expect(outcome(await ask('/account/fresh', token(290)))).toEqual([200, null, undefined]);
    expect(outcome(await ask('/account/fresh', token(600)))).toEqual([
      401,
      STALE,
      'insufficient_user_authentication',
    ]);
  });

  it('asks for a factor', async () => {
    const answers = await Promise.all(
      [['pwd', 'mfa'], 'mfa', ['pwd'], 'pwd mfa', ['MFA'], [['mfa']], true, undefined].map((amr) =>
        ask('/account/mfa', token(10, { amr })),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 401, 401, 401, 401, 401, 401]);
    for (const answer of answers.slice(2)) {
      expect(outcome(answer)).toEqual([401, WEAK, 'insufficient_user_authentication']);
    }
  });

  it('names all the contexts of which one is needed', async () => {
    expect((await ask('/account/either', token(10, { acr: 'silver' }))).status).toBe(200);
    expect(outcome(await ask('/account/either', token(10, { acr: 'bronze' })))[1]).toBe(
      'Bearer realm="api", error="insufficient_user_authentication", acr_values="gold silver"',
    );
  });

  it('asks for everything in one challenge', async () => {
    expect(outcome(await ask('/account/both', token(600)))[1]).toBe(`${STALE}, acr_values="mfa"`);
    expect(outcome(await ask('/account/both', token(600, { amr: ['mfa'] })))[1]).toBe(STALE);
    expect(outcome(await ask('/account/both', token(10)))[1]).toBe(WEAK);
    expect((await ask('/account/both', token(10, { amr: ['mfa'] }))).status).toBe(200);
  });

  it('does not send users to sign in where that would not help', async () => {
    expect(outcome(await ask('/account/group', token(600)))).toEqual([403, null, 'access_denied']);
    const admin = { 'cognito:groups': ['admins'] };
    expect(outcome(await ask('/account/group', token(600, admin)))[1]).toBe(STALE);
    expect((await ask('/account/group', token(10, admin))).status).toBe(200);
  });

  it('asks for the sign-in before the scope', async () => {
    expect(outcome(await ask('/account/scope', token(600)))[1]).toBe(STALE);
    expect(outcome(await ask('/account/scope', token(10)))).toEqual([
      403,
      'Bearer realm="api", error="insufficient_scope", scope="account/close"',
      'insufficient_scope',
    ]);
  });

  it('can be one of several ways in', async () => {
    expect((await ask('/account/composed', token(10))).status).toBe(200);
    expect((await ask('/account/composed', token(600, { 'cognito:groups': ['admins'] }))).status).toBe(200);
    expect((await ask('/account/composed', token(600))).status).toBe(403);
  });

  it('holds for the class and for the handler', async () => {
    expect((await ask('/vault/hour', token(600))).status).toBe(200);
    expect(outcome(await ask('/vault/minute', token(600)))[1]).toBe(
      'Bearer realm="api", error="insufficient_user_authentication", max_age="60"',
    );
    expect(outcome(await ask('/vault/minute', token(7_200)))[1]).toBe(
      'Bearer realm="api", error="insufficient_user_authentication", max_age="60"',
    );
  });

  it('lets no program and no token without a time of sign-in pass, not even when turned round', async () => {
    const timeless = tokens.access({ auth_time: undefined });
    const machines = [tokens.machine(), tokens.machine({ auth_time: secondsAgo(1), amr: ['mfa'] })];
    for (const accessToken of [timeless, ...machines]) {
      expect((await ask('/account/any', accessToken)).status).toBe(200);
      expect(outcome(await ask('/account/fresh', accessToken))[1]).toBe(STALE);
      expect(outcome(await ask('/account/mfa', accessToken))[1]).toBe(WEAK);
      expect(outcome(await ask('/account/turned-round', accessToken))[1]).toBe(STALE);
    }
  });

  it('asks a caller without a token for one, and says no more', async () => {
    for (const path of ['/account/fresh', '/account/mfa', '/vault/hour']) {
      expect(outcome(await ask(path))).toEqual([401, 'Bearer realm="api"', 'authentication_required']);
    }
  });
});
