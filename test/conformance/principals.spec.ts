import { Controller, Get } from '@nestjs/common';
import {
  Authenticated,
  type Caller,
  CurrentCaller,
  CurrentUser,
  Groups,
  Public,
  TokenVerifier,
  type UserPrincipal,
} from 'castellan';
import { PLATFORMS } from '../support/nest-app.js';
import { newSigningKey } from '../support/token-factory.js';
import { CHALLENGE, expectGranted, expectInvalidToken, expectRefusal } from './expect-answer.js';
import { HandlerRuns } from './protected-api.js';
import { startTokenApi, type TokenApi } from './token-api.js';

/** Tries to write, and says whether it could. */
function couldWrite(write: () => unknown): boolean {
  try {
    return write() !== false;
  } catch {
    return false;
  }
}

@Controller('articles')
class ArticlesController {
  constructor(private readonly runs: HandlerRuns) {}

  @Get('mutate')
  @Authenticated()
  mutate(@CurrentUser() user: UserPrincipal) {
    this.runs.names.push('mutate');
    const groups = user.groups as string[];
    return [
      couldWrite(() => groups.push('admin')),
      couldWrite(() => Reflect.set(user, 'groups', ['admin'])),
      couldWrite(() => Reflect.set(user, 'kind', 'machine')),
      couldWrite(() => Reflect.set(user.claims, 'cognito:groups', ['admin'])),
      couldWrite(() => Reflect.set(user.claims['custom:tags'] as object, 0, 'admin')),
      couldWrite(() => Reflect.deleteProperty(user, 'expiresAt')),
      couldWrite(() => Reflect.setPrototypeOf(user.claims, { admin: true })),
    ];
  }

  @Get('admin')
  @Groups('admin')
  admin() {
    this.runs.names.push('admin');
  }

  @Get('caller')
  @Authenticated()
  caller(@CurrentCaller() caller: Caller) {
    this.runs.names.push('caller');
    return caller;
  }

  @Get('public-profile')
  @Public()
  publicProfile(@CurrentUser() user: UserPrincipal) {
    this.runs.names.push('public-profile');
    return user.username;
  }
}

const key = newSigningKey('key-of-the-pool');

describe.each(PLATFORMS)('the principal of a request on %s', (platform) => {
  let fixture: TokenApi;

  beforeAll(async () => {
    fixture = await startTokenApi(platform, { key, controllers: [ArticlesController] });
  });

  afterAll(() => fixture.stop());

  it('is the same for the next request, whatever a handler tries to write into it', async () => {
    const { api, tokens } = fixture;
    const token = tokens.access({ 'custom:tags': ['reader'] });
    const before = await api.get(token, '/articles/caller');
    const attempts = await api.get(token, '/articles/mutate');
    expect(JSON.parse(attempts.answer.body)).toEqual(Array.from({ length: 7 }, () => false));
    expectRefusal(await api.get(token, '/articles/admin'), { status: 403, code: 'access_denied' });
    expect((await api.get(token, '/articles/caller')).answer.body).toBe(before.answer.body);
    expect(JSON.parse(before.answer.body)).toMatchObject({ kind: 'user', groups: [] });
  });

  it('is a user, with a username, however many scopes the token has', async () => {
    const { api, tokens } = fixture;
    const token = tokens.access({ scope: 'openid profile api/read api/write' });
    expect(JSON.parse((await api.get(token, '/articles/caller')).answer.body)).toMatchObject({
      kind: 'user',
      username: 'alice-of-the-tests',
      scopes: ['openid', 'profile', 'api/read', 'api/write'],
    });
  });

  it('is asked of a public handler that needs a user, with the answers of every other handler', async () => {
    const { api, tokens } = fixture;
    const path = '/articles/public-profile';
    expectRefusal(await api.get(undefined, path), {
      status: 401,
      challenge: CHALLENGE,
      code: 'authentication_required',
    });
    expectRefusal(await api.get(tokens.machine(), path), { status: 403, code: 'access_denied' });
    expectInvalidToken(await api.get(tokens.access({ exp: 1 }), path), 'token_expired');
    expectInvalidToken(await api.get(tokens.id(), path), 'token_use_not_allowed');
    expectGranted(await api.get(tokens.access(), path));
  });

  it('is not looked for at an issuer that only the token names', async () => {
    const { api, keyServer, tokens } = fixture;
    keyServer.publish('lure', [key.jwk]);
    for (let i = 0; i < 20; i += 1) {
      const forged = tokens.access({ iss: keyServer.issuer('lure'), jti: `jti-${i}` });
      expectInvalidToken(await api.get(forged), 'token_issuer_not_allowed');
    }
    expect(keyServer.requestsFor('lure')).toBe(0);
  });

  it.each([
    [undefined, true],
    [0, false],
  ])('is remembered as the option maxCachedTokens says: %s', async (maxCachedTokens, remembered) => {
    const { api, tokens, stop } = await startTokenApi(platform, {
      key,
      options: maxCachedTokens === undefined ? {} : { maxCachedTokens },
    });
    const token = tokens.access();
    expectGranted(await api.get(token));
    expectGranted(await api.get(token));
    expect(api.app.get(TokenVerifier).remembered(token) !== undefined).toBe(remembered);
    await stop();
  });
});
