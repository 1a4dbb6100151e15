import { AuthWorld, mount, type MountedApi, MOUNTS, PASSWORD } from './auth-world.js';
import { DescribedApi } from './described-api.js';

interface PreSignUpEvent {
  readonly request: {
    readonly userAttributes: Readonly<Record<string, string>>;
    readonly clientMetadata?: Readonly<Record<string, string>>;
  };
}
interface ChallengeEvent {
  readonly request: {
    readonly session: readonly { readonly challengeResult: boolean }[];
    readonly challengeAnswer?: string;
  };
  readonly response: Record<string, unknown>;
}

describe.each(MOUNTS)('triggers of the pool behind the routes on %s', (kind) => {
  let world: AuthWorld;
  let mounted: MountedApi;
  let api: DescribedApi;
  const heard: unknown[] = [];

  beforeAll(async () => {
    world = await AuthWorld.create({
      triggers: {
        preSignUp: async (event: PreSignUpEvent) => {
          heard.push(event.request.clientMetadata);
          if (event.request.userAttributes.email?.endsWith('@example.com') === false) {
            throw new Error('Only for people of Example.');
          }
          return event;
        },
        defineAuthChallenge: async (event: ChallengeEvent) => {
          const { session } = event.request;
          const isDone = session.at(-1)?.challengeResult === true;
          Object.assign(event.response, {
            issueTokens: isDone,
            failAuthentication: session.length > 2,
            ...(!isDone && { challengeName: 'CUSTOM_CHALLENGE' }),
          });
          return event;
        },
        createAuthChallenge: async (event: ChallengeEvent) => {
          Object.assign(event.response, {
            publicChallengeParameters: { question: 'What keeps the gate?' },
            privateChallengeParameters: { answer: 'castellan' },
          });
          return event;
        },
        verifyAuthChallengeResponse: async (event: ChallengeEvent) => {
          event.response.answerCorrect = event.request.challengeAnswer === 'castellan';
          return event;
        },
      },
    });
    mounted = await mount(kind, world, { routes: { metadata: ['locale'] } });
    api = new DescribedApi(mounted.url);
  });
  afterAll(async () => {
    await mounted.close();
    await world.stop();
  });

  it('hear what clients may send on, and say why they refuse', async () => {
    const refused = await api.request(
      'POST',
      '/auth/sign-up',
      {},
      {
        username: 'mallory',
        password: PASSWORD,
        attributes: { email: 'mallory@elsewhere.example' },
        metadata: { locale: 'de' },
      },
    );
    expect([refused.status, refused.json()]).toEqual([
      403,
      {
        type: 'about:blank',
        title: 'Forbidden',
        status: 403,
        code: 'trigger_refused',
        detail: expect.any(String),
        message: 'Only for people of Example.',
      },
    ]);
    expect(heard).toContainEqual({ locale: 'de' });
  });

  it('ask a question of their own', async () => {
    const post = async (path: string, body: object) => {
      const answer = await api.request('POST', `/auth/${path}`, {}, body);
      return {
        status: answer.status,
        body: answer.json() as {
          readonly status: string;
          readonly challenge: Readonly<Record<string, unknown>>;
        },
      };
    };
    const asked = await post('sign-in', { username: 'alice', flow: 'custom' });
    expect(asked.body).toMatchObject({
      status: 'challenge',
      challenge: { name: 'CUSTOM_CHALLENGE', parameters: { question: 'What keeps the gate?' } },
    });
    const { name, username, session } = asked.body.challenge;
    const wrong = await post('sign-in/answer', { name, username, session, answer: 'a dog' });
    expect([wrong.status, wrong.body.challenge.name]).toEqual([200, 'CUSTOM_CHALLENGE']);
    const right = await post('sign-in/answer', {
      name,
      username,
      session: wrong.body.challenge.session,
      answer: 'castellan',
    });
    expect([right.status, right.body.status]).toEqual([200, 'signed_in']);
  });
});
