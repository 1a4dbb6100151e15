import { inspect } from 'node:util';
import type { CastellanError, UserPoolService } from 'castellan/user-pool';
import { nobody, PASSWORD, Pool, SECRET } from './pool.js';
import { challengeOf, tokensOf } from './sign-in-results.js';

const NEW_PASSWORD = 'Another-horse-2';
const EMAIL = { email: 'ada@example.com', email_verified: 'true' };

const payload = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>;

describe('signing in', () => {
  let pool: Pool;
  let users: UserPoolService;

  beforeAll(async () => {
    pool = await Pool.create({ users: [{ username: 'ada', password: PASSWORD, attributes: EMAIL }] });
    users = pool.service();
  });
  afterAll(() => pool.stop());

  it.each(['password', 'srp'] as const)('gives the tokens of the user by %s', async (flow) => {
    const { accessToken, idToken, refreshToken, expiresAt } = tokensOf(
      await users.signIn({ flow, username: 'ada', password: PASSWORD }),
    );
    expect(payload(accessToken)).toMatchObject({ username: 'ada', client_id: 'web_client' });
    expect(payload(idToken!)).toMatchObject({ 'cognito:username': 'ada', aud: 'web_client' });
    expect(refreshToken).toEqual(expect.any(String));
    expect(expiresAt).toBeGreaterThan(Date.now());
  });

  it.each(['password', 'srp'] as const)('by %s goes through an app client with a secret', async (flow) => {
    const server = pool.service({ clientId: 'server_client', clientSecret: SECRET });
    const { accessToken } = tokensOf(await server.signIn({ flow, username: 'ada', password: PASSWORD }));
    expect(payload(accessToken)).toMatchObject({ client_id: 'server_client' });
  });

  it.each(['password', 'srp'] as const)(
    'by %s goes through the operations of administrators',
    async (flow) => {
      const credentials = () => Promise.resolve({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' });
      const server = pool.service({ administration: { credentials, signIn: true } });
      tokensOf(await server.signIn({ flow, username: 'ada', password: PASSWORD }));
      await expect(server.signIn({ flow, username: 'ada', password: 'Wrong-horse-1' })).rejects.toMatchObject(
        {
          code: 'wrong_credentials',
        },
      );
    },
  );

  it.each(['password', 'srp'] as const)('by %s is refused with a wrong password', async (flow) => {
    await expect(users.signIn({ flow, username: 'ada', password: 'Wrong-horse-1' })).rejects.toMatchObject({
      code: 'wrong_credentials',
      httpStatus: 401,
    });
  });

  it('offers a choice, and takes the password that was chosen', async () => {
    const choice = challengeOf(await users.signIn({ flow: 'choice', username: 'ada' }), 'SELECT_CHALLENGE');
    expect(choice.factors).toEqual(expect.arrayContaining(['PASSWORD', 'PASSWORD_SRP']));
    const { username, session } = choice;
    tokensOf(
      await users.answerChallenge({
        name: 'SELECT_CHALLENGE',
        username,
        session,
        factor: 'PASSWORD',
        password: PASSWORD,
      }),
    );
  });

  it('offers a choice, and takes the password that was chosen without sending it', async () => {
    const { username, session } = challengeOf(
      await users.signIn({ flow: 'choice', username: 'ada' }),
      'SELECT_CHALLENGE',
    );
    const result = await users.answerChallenge({
      name: 'SELECT_CHALLENGE',
      username,
      session,
      factor: 'PASSWORD_SRP',
      password: PASSWORD,
    });
    expect(payload(tokensOf(result).accessToken)).toMatchObject({ username: 'ada' });
  });

  it.each(['PASSWORD', 'PASSWORD_SRP'] as const)('takes what is preferred at once: %s', async (preferred) => {
    const result = await users.signIn({ flow: 'choice', username: 'ada', preferred, password: PASSWORD });
    expect(payload(tokensOf(result).accessToken)).toMatchObject({ username: 'ada' });
  });

  it('shows neither tokens nor sessions by printing, copying or serializing', async () => {
    const signedIn = await users.signIn({ username: 'ada', password: PASSWORD });
    const { accessToken, idToken, refreshToken } = tokensOf(signedIn);
    const choice = challengeOf(await users.signIn({ flow: 'choice', username: 'ada' }), 'SELECT_CHALLENGE');
    const texts = [signedIn, { ...tokensOf(signedIn) }, choice, { ...choice }].flatMap((value) => [
      inspect(value, { depth: 9, showHidden: true, getters: false }),
      JSON.stringify(value),
    ]);
    for (const text of texts) {
      for (const secret of [accessToken, idToken!, refreshToken!, choice.session!]) {
        expect(text).not.toContain(secret);
      }
    }
    expect(tokensOf(signedIn).reveal()).toMatchObject({ accessToken, idToken, refreshToken });
  });

  it('has the user who was made by an administrator choose a password', async () => {
    await users.admin.create({ username: 'new', temporaryPassword: PASSWORD });
    const { username, session } = challengeOf(
      await users.signIn({ username: 'new', password: PASSWORD }),
      'NEW_PASSWORD_REQUIRED',
    );
    const answer = { name: 'NEW_PASSWORD_REQUIRED', username, session } as const;
    await expect(users.answerChallenge({ ...answer, newPassword: 'short' })).rejects.toMatchObject({
      code: 'password_policy',
    });
    const again = challengeOf(
      await users.signIn({ username: 'new', password: PASSWORD }),
      'NEW_PASSWORD_REQUIRED',
    );
    tokensOf(
      await users.answerChallenge({
        ...answer,
        session: again.session,
        newPassword: NEW_PASSWORD,
        attributes: { nickname: 'N' },
      }),
    );
    const { attributes } = await users.admin.get('new');
    expect(attributes.nickname).toBe('N');
    tokensOf(await users.signIn({ username: 'new', password: NEW_PASSWORD }));
  });

  it('takes no session that Cognito did not give', async () => {
    await expect(
      users.answerChallenge({
        name: 'NEW_PASSWORD_REQUIRED',
        username: 'ada',
        session: 'made up, and as long as a session of Cognito is',
        newPassword: NEW_PASSWORD,
      }),
    ).rejects.toMatchObject({ code: 'wrong_credentials' });
  });

  it('refuses a passkey of somebody who has none as it refuses everybody', async () => {
    const signIn = (username: string) =>
      users.signIn({ flow: 'choice', username, preferred: 'WEB_AUTHN' }).then(
        (result) => (result.kind === 'challenge' ? result.name : result.kind),
        (error: unknown) => (error as CastellanError).code,
      );
    expect(await signIn('ada')).toBe(await signIn(nobody()));
  });
});
