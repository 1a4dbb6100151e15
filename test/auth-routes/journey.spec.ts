import { TOTP } from 'otpauth';
import type { ApiAnswer } from '../support/api.js';
import { AuthWorld, mount, type MountedApi, MOUNTS, PASSWORD } from './auth-world.js';
import { DescribedApi } from './described-api.js';

interface Tokens {
  readonly accessToken: string;
  readonly idToken: string;
  readonly refreshToken: string;
}
interface SignInAnswer {
  readonly status: 'signed_in' | 'challenge';
  readonly tokens: Tokens;
  readonly newDevice?: { readonly deviceKey: string; readonly deviceGroupKey: string };
  readonly challenge: { readonly name: string; readonly username: string; readonly session: string };
}

const totpOf = (otpauthUrl: string): string => {
  const secret = new URL(otpauthUrl).searchParams.get('secret')!;
  return new TOTP({ secret }).generate();
};

describe.each(MOUNTS)('the routes of an account on %s', (kind) => {
  let world: AuthWorld;
  let mounted: MountedApi;
  let api: DescribedApi;

  beforeAll(async () => {
    world = await AuthWorld.create();
    mounted = await mount(kind, world, { routes: { appName: 'Acme' } });
    api = new DescribedApi(mounted.url);
  });
  afterAll(async () => {
    await mounted.close();
    await world.stop();
  });

  const post = (path: string, body: unknown, accessToken?: string): Promise<ApiAnswer> =>
    api.request('POST', `/auth/${path}`, { accessToken }, body);

  async function signIn(username: string, password: string): Promise<SignInAnswer> {
    const answer = await post('sign-in', { username, password });
    expect(answer.status).toBe(200);
    return answer.json() as SignInAnswer;
  }

  it('lead from sign-up to the end of the account', async () => {
    const signUp = await post('sign-up', {
      username: 'bob',
      password: PASSWORD,
      attributes: { email: 'bob@example.com', name: 'Bob' },
    });
    expect([signUp.status, signUp.json()]).toEqual([202, {}]);
    expect((await post('sign-up/resend', { username: 'bob' })).status).toBe(202);
    const confirmed = await post('sign-up/confirm', { username: 'bob', code: world.lastCode('bob') });
    expect(confirmed.status).toBe(200);

    const first = await signIn('bob', PASSWORD);
    const accessToken = first.tokens.accessToken;
    const me = await api.get('/auth/me', { accessToken });
    expect(me.status).toBe(200);
    expect(me.headers.get('cache-control')).toBe('no-store');
    expect(me.json()).toMatchObject({
      username: 'bob',
      attributes: { email: 'bob@example.com', name: 'Bob' },
    });

    const changed = await api.request(
      'PATCH',
      '/auth/me',
      { accessToken },
      { attributes: { name: null, nickname: 'bobby', email: 'bob@example.org' } },
    );
    expect(changed.status).toBe(200);
    const after = (await api.get('/auth/me', { accessToken })).json() as { attributes: object };
    expect(after.attributes).toMatchObject({ nickname: 'bobby' });
    expect(after.attributes).not.toHaveProperty('name');

    expect((await post('me/verification', { attribute: 'email' }, accessToken)).status).toBe(202);
    const verified = await post(
      'me/verification/confirm',
      { attribute: 'email', code: world.lastCode('bob') },
      accessToken,
    );
    expect(verified.status).toBe(204);

    const newPassword = 'Another-horse-2';
    const put = await api.request(
      'PUT',
      '/auth/password',
      { accessToken },
      { currentPassword: PASSWORD, newPassword },
    );
    expect(put.status).toBe(204);

    expect((await post('password/forgot', { username: 'bob' })).status).toBe(202);
    const reset = await post('password/reset', {
      username: 'bob',
      code: world.lastCode('bob'),
      newPassword: 'Third-horse-3',
    });
    expect(reset.status).toBe(204);

    const second = await signIn('bob', 'Third-horse-3');
    const refreshed = await post('refresh', { refreshToken: second.tokens.refreshToken });
    expect(refreshed.status).toBe(200);
    expect(refreshed.json()).toMatchObject({ tokenType: 'Bearer', accessToken: expect.any(String) });
    expect((await post('revoke', { refreshToken: second.tokens.refreshToken })).status).toBe(204);
    const refused = await post('refresh', { refreshToken: second.tokens.refreshToken });
    expect([refused.status, (refused.json() as { code: string }).code]).toEqual([
      401,
      'refresh_token_refused',
    ]);

    const third = (await signIn('bob', 'Third-horse-3')).tokens;
    const deleted = await api.request('DELETE', '/auth/me', { accessToken: third.accessToken });
    expect(deleted.status).toBe(204);
    expect((await post('sign-in', { username: 'bob', password: 'Third-horse-3' })).status).toBe(401);
  });

  it('set an authenticator app up and ask for its code', async () => {
    const { accessToken } = (await signIn('alice', PASSWORD)).tokens;
    const started = await post('me/mfa/totp', undefined, accessToken);
    expect(started.status).toBe(200);
    const { otpauthUrl } = started.json() as { otpauthUrl: string };
    expect(otpauthUrl).toMatch(/^otpauth:\/\/totp\/Acme:alice%40example.com\?/);
    const before = await api.get('/auth/me/factors', { accessToken });
    expect([before.status, before.json()]).toEqual([200, { factors: expect.any(Array), mfaMethods: [] }]);
    const finished = await post(
      'me/mfa/totp/verify',
      { code: totpOf(otpauthUrl), deviceName: 'phone' },
      accessToken,
    );
    expect(finished.status).toBe(204);
    const preference = await api.request(
      'PUT',
      '/auth/me/mfa',
      { accessToken },
      { preferred: 'SOFTWARE_TOKEN_MFA' },
    );
    expect(preference.status).toBe(204);

    const asked = await signIn('alice', PASSWORD);
    expect(asked).toMatchObject({
      status: 'challenge',
      challenge: { name: 'SOFTWARE_TOKEN_MFA', session: expect.any(String) },
    });
    const { name, username, session } = asked.challenge;
    const wrong = await post('sign-in/answer', { name, username, session, code: '000000' });
    expect([wrong.status, (wrong.json() as { code: string }).code]).toEqual([400, 'code_mismatch']);
    const again = await signIn('alice', PASSWORD);
    const answered = await post('sign-in/answer', {
      name,
      username: again.challenge.username,
      session: again.challenge.session,
      code: new TOTP({ secret: new URL(otpauthUrl).searchParams.get('secret')! }).generate({
        timestamp: Date.now() + 30_000,
      }),
    });
    expect([answered.status, (answered.json() as SignInAnswer).status]).toEqual([200, 'signed_in']);

    const tokens = (answered.json() as SignInAnswer).tokens;
    const off = await api.request(
      'PUT',
      '/auth/me/mfa',
      { accessToken: tokens.accessToken },
      { disabled: ['SOFTWARE_TOKEN_MFA'] },
    );
    expect(off.status).toBe(204);
  });

  it('remember a device, list it and forget it', async () => {
    const { tokens, newDevice } = await signIn('alice', PASSWORD);
    const { accessToken } = tokens;
    const confirmed = await post('me/devices', { ...newDevice, name: 'laptop' }, accessToken);
    expect(confirmed.status).toBe(200);
    expect(confirmed.json()).toEqual({
      ...newDevice,
      devicePassword: expect.any(String),
      userMustDecide: true,
    });
    const key = encodeURIComponent(newDevice!.deviceKey);
    const remembered = await api.request(
      'PUT',
      `/auth/me/devices/${key}`,
      { accessToken },
      { remembered: true },
    );
    expect(remembered.status).toBe(204);
    const listed = (await api.get('/auth/me/devices', { accessToken })).json() as {
      devices: { deviceKey: string; name: string }[];
    };
    expect(listed.devices).toContainEqual(
      expect.objectContaining({ deviceKey: newDevice!.deviceKey, name: 'laptop' }),
    );
    expect((await api.request('DELETE', `/auth/me/devices/${key}`, { accessToken })).status).toBe(204);
  });

  it('sign out everywhere', async () => {
    const { tokens } = await signIn('alice', PASSWORD);
    const { accessToken } = tokens;
    expect((await post('sign-out-everywhere', undefined, accessToken)).status).toBe(204);
    expect((await post('refresh', { refreshToken: tokens.refreshToken })).status).toBe(401);
    const me = await api.get('/auth/me', { accessToken });
    expect([me.status, (me.json() as { code: string }).code]).toEqual([401, 'access_token_refused']);
  });
});
