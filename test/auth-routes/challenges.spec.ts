import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import { TOTP } from 'otpauth';
import { AuthWorld, mount, type MountedApi, PASSWORD, POOL } from './auth-world.js';
import { DescribedApi } from './described-api.js';

interface Answer {
  readonly status: string;
  readonly tokens: { readonly accessToken: string };
  readonly challenge: {
    readonly name: string;
    readonly username: string;
    readonly session: string;
    readonly factors?: readonly string[];
    readonly methods?: readonly string[];
    readonly requiredAttributes?: readonly string[];
    readonly delivery?: { readonly medium: string };
    readonly parameters?: Readonly<Record<string, string>>;
  };
}

describe.each(['Nest on Fastify', 'Express 5'] as const)('challenges of a sign-in on %s', (kind) => {
  let world: AuthWorld;
  let mounted: MountedApi;
  let api: DescribedApi;

  async function start(pool: Parameters<typeof AuthWorld.create>[0]): Promise<void> {
    world = await AuthWorld.create(pool);
    mounted = await mount(kind, world);
    api = new DescribedApi(mounted.url);
  }
  afterEach(async () => {
    await mounted.close();
    await world.stop();
  });

  async function post(path: string, body: object): Promise<Answer> {
    const answer = await api.request('POST', `/auth/${path}`, {}, body);
    expect([path, answer.status, answer.text]).toEqual([path, 200, expect.any(String)]);
    return answer.json() as Answer;
  }

  const back = ({ challenge: { name, username, session } }: Answer): object => ({ name, username, session });

  it('lead from an invitation to a password of one’s own', async () => {
    await start({});
    const admin = new CognitoIdentityProvider({
      region: 'eu-west-1',
      endpoint: world.sandbox.url,
      credentials: world.sandbox.administrator,
    });
    await admin.adminCreateUser({
      UserPoolId: POOL,
      Username: 'carol',
      TemporaryPassword: 'Temporary-horse-1',
      UserAttributes: [{ Name: 'email', Value: 'carol@example.com' }],
    });
    admin.destroy();
    const invited = await post('sign-in', { username: 'carol', password: 'Temporary-horse-1' });
    expect(invited.challenge).toMatchObject({ name: 'NEW_PASSWORD_REQUIRED', requiredAttributes: [] });
    const weak = await api.request(
      'POST',
      '/auth/sign-in/answer',
      {},
      { ...back(invited), newPassword: 'short' },
    );
    expect([weak.status, weak.json()]).toEqual([400, expect.objectContaining({ code: 'password_policy' })]);
    const again = await post('sign-in', { username: 'carol', password: 'Temporary-horse-1' });
    const done = await post('sign-in/answer', {
      ...back(again),
      newPassword: PASSWORD,
      attributes: { name: 'Carol' },
    });
    expect(done.status).toBe('signed_in');
  });

  it('have a user set an authenticator app up who has to', async () => {
    await start({ mfa: { configuration: 'ON', types: ['SOFTWARE_TOKEN_MFA'] } });
    const asked = await post('sign-in', { username: 'alice', password: PASSWORD });
    expect(asked.challenge).toMatchObject({ name: 'MFA_SETUP', methods: ['SOFTWARE_TOKEN_MFA'] });
    const { username, session } = asked.challenge;
    const setup = (await post('sign-in/totp', { username, session })) as unknown as {
      otpauthUrl: string;
      session: string;
    };
    const { searchParams } = new URL(setup.otpauthUrl);
    const code = new TOTP({ secret: searchParams.get('secret')! }).generate();
    const verified = (await post('sign-in/totp/verify', { session: setup.session, code })) as unknown as {
      session: string;
    };
    const done = await post('sign-in/answer', { name: 'MFA_SETUP', username, session: verified.session });
    expect(done.status).toBe('signed_in');
  });

  it('let a user choose, and send a code', async () => {
    await start({
      firstAuthFactors: ['PASSWORD', 'EMAIL_OTP'],
      users: [
        {
          username: 'dora',
          password: PASSWORD,
          attributes: { email: 'dora@example.com', email_verified: 'true' },
        },
      ],
    });
    const choice = await post('sign-in', { username: 'dora', flow: 'choice' });
    expect(choice.challenge.name).toBe('SELECT_CHALLENGE');
    expect(choice.challenge.factors).toEqual(expect.arrayContaining(['PASSWORD', 'EMAIL_OTP']));
    const sent = await post('sign-in/answer', { ...back(choice), factor: 'EMAIL_OTP' });
    expect(sent.challenge).toMatchObject({ name: 'EMAIL_OTP', delivery: { medium: 'EMAIL' } });
    const done = await post('sign-in/answer', { ...back(sent), code: world.lastCode('dora') });
    expect(done.status).toBe('signed_in');

    const other = await post('sign-in', { username: 'dora', flow: 'choice' });
    const byPassword = await post('sign-in/answer', {
      ...back(other),
      factor: 'PASSWORD',
      password: PASSWORD,
    });
    expect(byPassword.status).toBe('signed_in');
  });
});
