import { CastellanModule, type CastellanOptions } from 'castellan';
import { Api, type Tokens } from '../support/api.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { callerRoutes, editorRoutes, IdentityRoutes, NarrowRoutes, Notes } from './strategy-routes.js';
import { DEVELOPER_PROVIDER, roleArn, StrategyWorld } from './strategy-world.js';

type Source = Pick<CastellanOptions, 'identityPool' | 'credentials'>;

interface StrategyCase {
  readonly name: string;
  readonly source: (world: StrategyWorld) => Source;
  /** Whether an access token is enough. */
  readonly accessTokenIsEnough: boolean;
  readonly hasIdentityIds: boolean;
  readonly choosesRoles: boolean;
  readonly scopesDown: boolean;
  /** The name of the session in CloudTrail: what every user shares, or the user's own. */
  readonly sessionName: 'shared' | 'sub';
  /** A call of AWS on the way to credentials. */
  readonly operation: string;
}

const session = (world: StrategyWorld, role = 'caller') => ({
  roleArn: roleArn(role),
  roles: { editors: roleArn('editors') },
  stsEndpoint: world.sandbox.url,
});

const STRATEGIES: readonly StrategyCase[] = [
  {
    name: 'enhanced',
    source: (world) => ({
      identityPool: {
        ...world.pool('enhanced'),
        strategy: { kind: 'enhanced', roles: { editors: roleArn('editors') } },
      },
    }),
    accessTokenIsEnough: false,
    hasIdentityIds: true,
    choosesRoles: true,
    scopesDown: false,
    sessionName: 'shared',
    operation: 'GetCredentialsForIdentity',
  },
  {
    name: 'classic',
    source: (world) => ({
      identityPool: { ...world.pool('classic'), strategy: { kind: 'classic', ...session(world) } },
    }),
    accessTokenIsEnough: false,
    hasIdentityIds: true,
    choosesRoles: true,
    scopesDown: true,
    sessionName: 'sub',
    operation: 'GetOpenIdToken',
  },
  {
    name: 'webIdentity',
    source: (world) => ({
      credentials: {
        kind: 'webIdentity',
        region: 'eu-west-1',
        ...session(world),
        timeoutMilliseconds: 60_000,
      },
    }),
    accessTokenIsEnough: false,
    hasIdentityIds: false,
    choosesRoles: true,
    scopesDown: true,
    sessionName: 'sub',
    operation: 'AssumeRoleWithWebIdentity',
  },
  {
    name: 'tokenVending',
    source: (world) => ({
      credentials: {
        kind: 'tokenVending',
        region: 'eu-west-1',
        ...session(world),
        hostCredentials: world.hostCredentials,
        tags: { user: 'username' },
        timeoutMilliseconds: 60_000,
      },
    }),
    accessTokenIsEnough: true,
    hasIdentityIds: false,
    choosesRoles: false,
    scopesDown: true,
    sessionName: 'sub',
    operation: 'AssumeRole',
  },
  {
    name: 'developer',
    source: (world) => ({
      identityPool: {
        ...world.pool('classic'),
        strategy: {
          kind: 'developer',
          providerName: DEVELOPER_PROVIDER,
          developerCredentials: world.hostCredentials,
        },
      },
    }),
    accessTokenIsEnough: true,
    hasIdentityIds: true,
    choosesRoles: false,
    scopesDown: false,
    sessionName: 'shared',
    operation: 'GetOpenIdTokenForDeveloperIdentity',
  },
];

const codeOf = (answer: { json: () => unknown }) => (answer.json() as { code?: string }).code;
const subOf = ({ accessToken }: Tokens): string =>
  (JSON.parse(Buffer.from(accessToken!.split('.')[1]!, 'base64url').toString()) as { sub: string }).sub;

const callsOf = ({ sandbox }: StrategyWorld): readonly number[] =>
  ['GetId', 'GetCredentialsForIdentity', 'GetOpenIdToken'].map((operation) =>
    sandbox.identityPoolCalls.count(operation),
  );

describe.each(PLATFORMS)('strategies of credentials on %s', (platform) => {
  let world: StrategyWorld;
  const tokens = new Map<string, Required<Tokens>>();
  const of = (username: string): Required<Tokens> => tokens.get(username)!;

  beforeAll(async () => {
    world = await StrategyWorld.create();
    for (const name of ['alice', 'bob', 'refused', 'throttled', 'failed']) {
      tokens.set(name, await world.tokens(name));
    }
  });

  afterAll(() => world.stop());

  describe.each(STRATEGIES)('$name', (strategy) => {
    let listening: ListeningApp;
    let api: Api;

    beforeAll(async () => {
      const { url } = world.sandbox;
      listening = await listeningApp(platform, {
        imports: [CastellanModule.forRoot(world.options(strategy.source(world)))],
        controllers: [
          callerRoutes(url),
          IdentityRoutes,
          ...(strategy.choosesRoles || strategy.name === 'tokenVending' ? [editorRoutes(url)] : []),
          ...(strategy.scopesDown ? [NarrowRoutes] : []),
        ],
        providers: strategy.scopesDown ? [Notes] : [],
      });
      api = new Api(listening.url);
    });

    afterAll(() => listening.app.close());

    it('gives every user a session of the role', async () => {
      for (const username of ['alice', 'bob']) {
        const answer = await api.get('/who', of(username));
        const name = strategy.sessionName === 'sub' ? subOf(of(username)) : 'CognitoIdentityCredentials';
        expect([answer.status, answer.json()]).toEqual([
          200,
          { arn: `arn:aws:sts::123456789012:assumed-role/caller/${name}` },
        ]);
      }
    });

    it('answers an access token alone as the strategy needs', async () => {
      const answer = await api.get('/who', { accessToken: of('alice').accessToken });
      expect(answer.status).toBe(strategy.accessTokenIsEnough ? 200 : 400);
      if (strategy.accessTokenIsEnough) return;
      expect([codeOf(answer), answer.headers.get('www-authenticate')]).toEqual(['id_token_required', null]);
    });

    it("refuses another user's ID token", async () => {
      const answer = await api.get('/who', { ...of('alice'), idToken: of('bob').idToken });
      expect([answer.status, codeOf(answer)]).toEqual([401, 'token_binding_mismatch']);
      expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
    });

    it.each([
      [
        'refused',
        'refuses',
        strategy.operation.startsWith('Assume') ? 'AccessDenied' : 'NotAuthorizedException',
        403,
        403,
        'credentials_refused',
      ],
      [
        'throttled',
        'throttles',
        strategy.operation.startsWith('Assume') ? 'Throttling' : 'TooManyRequestsException',
        400,
        503,
        'credentials_throttled',
      ],
      ['failed', 'fails', 'InternalFailure', 500, 502, 'credentials_unavailable'],
    ])(
      'answers %s, whom AWS %s, without credentials',
      async (username, _does, type, awsStatus, status, code) => {
        world.sandbox.faults.set(strategy.operation, { type, message: 'injected', status: awsStatus });
        const answer = await api.get('/who', of(username));
        world.sandbox.faults.clear();
        expect([answer.status, codeOf(answer), answer.headers.get('www-authenticate')]).toEqual([
          status,
          code,
          null,
        ]);
        expect(answer.headers.has('retry-after')).toBe(status === 503);
        expect(answer.text).not.toMatch(/ASIA|secret|injected/i);
      },
      60_000,
    );

    it('lets callers choose nothing', async () => {
      const chosen = {
        roleArn: roleArn('editors'),
        identityId: 'eu-west-1:1',
        region: 'us-east-1',
        endpoint: 'http://127.0.0.1:9',
      };
      const answer = await api.request('POST', '/who?role=editors', of('bob'), chosen);
      expect([answer.status, answer.json()]).toEqual([
        201,
        { arn: expect.stringContaining(':assumed-role/caller/') as string, asked: chosen },
      ]);
    });

    it('gives the identity ID where an Identity Pool is', async () => {
      const answer = await api.get('/identity', of('alice'));
      expect(answer.status).toBe(strategy.hasIdentityIds ? 200 : 500);
      expect(answer.text).toContain(strategy.hasIdentityIds ? 'eu-west-1:' : 'configuration_invalid');
    });

    if (strategy.choosesRoles) {
      it("gives the route's role to users whose token carries it, and asks AWS for nobody else", async () => {
        const alice = await api.get('/editors/who', of('alice'));
        expect([alice.status, alice.text]).toEqual([200, expect.stringContaining('assumed-role/editors/')]);
        const before = callsOf(world);
        const bob = await api.get('/editors/who', of('bob'));
        expect([bob.status, codeOf(bob)]).toEqual([403, 'credentials_refused']);
        expect(callsOf(world)).toEqual(before);
        expect((await api.get('/who', of('alice'))).text).toContain('assumed-role/caller/');
      });
    }

    if (strategy.scopesDown) {
      it('narrows the credentials of a route, and of no other', async () => {
        const own = await api.request('PUT', '/narrow/parameter/alice', of('alice'));
        expect([own.status, own.text]).toEqual([200, expect.stringContaining('alice/note')]);
        const other = await api.request('PUT', '/narrow/parameter/bob', of('alice'));
        expect([other.status, codeOf(other)]).toEqual([403, 'aws_access_denied']);
        const injected = await api.request('PUT', '/narrow/injected/alice', of('alice'));
        expect([injected.status, codeOf(injected)]).toEqual([403, 'aws_access_denied']);
        const usual = await api.request('PUT', '/narrow/usual/bob', of('alice'));
        expect([usual.status, usual.text]).toEqual([200, expect.stringContaining('bob/note')]);
      });
    }
  });
});
