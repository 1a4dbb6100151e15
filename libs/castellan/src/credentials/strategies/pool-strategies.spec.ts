import { inspect } from 'node:util';
import type { CastellanError } from '../../errors/index.js';
import { GuestIdentity } from '../guest-identity.js';
import { accessTokenOf, IdTokens, ISSUER } from '../id-tokens.spec-helper.js';
import type { IdentityPoolCredentials } from '../identity-pool-credentials.js';
import type { PoolStrategyOptions } from '../identity-pool-options.js';
import { IDENTITY_POOL_ID } from '../identity-pool-server.spec-helper.js';
import { PoolSetup } from '../pool-setup.spec-helper.js';
import { VerifiedIdentity } from '../verified-identity.js';
import type { DeveloperOptions } from './developer-options.js';

const EDITORS = 'arn:aws:iam::123456789012:role/editors';
const OWN_LOGIN = 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Castellan';
const environment = { ...process.env };

describe('strategies of an Identity Pool', () => {
  const tokens = new IdTokens();
  let setup: PoolSetup;

  beforeEach(async () => {
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT',
      AWS_SECRET_ACCESS_KEY: 'environment',
    });
    setup = await PoolSetup.start(tokens);
  });

  afterEach(async () => {
    process.env = { ...environment };
    await setup.stop();
  });

  const inputsOf = (operation: string) =>
    setup.server.calls.filter((call) => call.operation === operation).map(({ input }) => input);
  const codeOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'no error',
      (error: unknown) => (error as CastellanError).code,
    );

  describe('enhanced', () => {
    const strategy: PoolStrategyOptions = { kind: 'enhanced', roles: { editors: EDITORS } };
    const editor = (): VerifiedIdentity =>
      setup.identity('alice', { claims: { 'cognito:roles': [EDITORS] } });

    it('sends the role that the route chooses, and keeps its credentials apart', async () => {
      const pool = setup.open({ strategy });
      const usual = await pool.credentials(editor());
      const chosen = await pool.credentials(editor().narrowedBy({ role: 'editors' }));
      await pool.credentials(editor());

      expect(inputsOf('GetCredentialsForIdentity').map(({ CustomRoleArn }) => CustomRoleArn)).toEqual([
        undefined,
        EDITORS,
      ]);
      expect(chosen.accessKeyId).not.toBe(usual.accessKeyId);
      expect(setup.server.count('GetId')).toBe(1);
    });

    it.each<[string, Readonly<Record<string, unknown>>]>([
      ['nothing', {}],
      ['another role', { 'cognito:roles': ['arn:aws:iam::123456789012:role/other'] }],
      ['a part of it', { 'cognito:roles': `${EDITORS}-of-others` }],
      ['its preferred role alone', { 'cognito:preferred_role': EDITORS }],
      ['something that is no list', { 'cognito:roles': { [EDITORS]: true } }],
    ])('refuses the role to a token that carries %s, without asking AWS', async (_what, claims) => {
      const pool = setup.open({ strategy });
      const asked = setup.identity('alice', { claims }).narrowedBy({ role: 'editors' });

      expect(await codeOf(pool.credentials(asked))).toBe('credentials_refused');
      expect(setup.server.calls).toEqual([]);
    });

    it('takes roles as an array and as a list with commas', async () => {
      const pool = setup.open({ strategy });
      for (const roles of [[EDITORS], `arn:aws:iam::123456789012:role/a, ${EDITORS}`]) {
        const asked = setup.identity('alice', { claims: { 'cognito:roles': roles } });
        expect(await codeOf(pool.credentials(asked.narrowedBy({ role: 'editors' })))).toBe('no error');
      }
    });

    it('chooses the default role for everybody, and refuses who does not carry it', async () => {
      const pool = setup.open({ strategy: { ...strategy, defaultRole: 'editors' } });

      expect(await codeOf(pool.credentials(editor()))).toBe('no error');
      expect(await codeOf(pool.credentials(setup.identity('bob')))).toBe('credentials_refused');
      expect(inputsOf('GetCredentialsForIdentity')).toEqual([
        expect.objectContaining({ CustomRoleArn: EDITORS }),
      ]);
    });

    it('knows no other roles and no session policies', async () => {
      const pool = setup.open({ strategy });
      const policy = '{"Version":"2012-10-17","Statement":[]}';

      expect(await codeOf(pool.credentials(editor().narrowedBy({ role: 'admins' })))).toBe(
        'configuration_invalid',
      );
      expect(await codeOf(pool.credentials(editor().narrowedBy({ sessionPolicy: policy })))).toBe(
        'configuration_invalid',
      );
      expect(setup.server.calls).toEqual([]);
    });

    it('sends several logins at once, and keeps apart what differs in one of them', async () => {
      const pool = setup.open();
      const alice = setup.identity();
      const withGoogle = alice.withLogins({ 'accounts.google.com': 'SENTINEL-google' });
      for (const identity of [
        withGoogle,
        withGoogle,
        alice.withLogins({ 'accounts.google.com': 'other' }),
        alice,
      ]) {
        await pool.credentials(identity);
      }

      const own = { [OWN_LOGIN]: alice.revealIdToken() };
      expect(inputsOf('GetCredentialsForIdentity').map(({ Logins }) => Logins)).toEqual([
        { ...own, 'accounts.google.com': 'SENTINEL-google' },
        { ...own, 'accounts.google.com': 'other' },
        own,
      ]);
      expect(inspect(withGoogle, { depth: 9, showHidden: true }) + JSON.stringify(withGoogle)).not.toContain(
        'SENTINEL',
      );
    });

    it('keeps the tokens of other providers out of what fails', async () => {
      setup.server.failNext('GetId', { type: 'NotAuthorizedException', message: 'Bad: SENTINEL-google' });
      const failed: unknown = await setup
        .open()
        .credentials(setup.identity().withLogins({ 'accounts.google.com': 'SENTINEL-google' }))
        .catch((error: unknown) => error);

      expect(failed).toMatchObject({ code: 'credentials_refused' });
      expect(inspect(failed, { depth: 9, showHidden: true })).not.toContain('SENTINEL');
    });

    it('counts claims that differ from token to token where they are named', async () => {
      const [first, second] = [setup.identity(), setup.identity()];
      for (const pool of [setup.open({ decidingClaims: ['jti'] }), setup.open()]) {
        await pool.credentials(first);
        await pool.credentials(second);
      }
      expect(setup.server.count('GetCredentialsForIdentity')).toBe(3);
    });
  });

  describe('guests', () => {
    it('share one identity and one set of credentials, without logins', async () => {
      const pool = setup.open({ guests: true });
      await Promise.all([1, 2, 3].map(() => pool.credentials(new GuestIdentity())));

      expect(setup.server.calls.map(({ operation, input }) => [operation, Object.keys(input)])).toEqual([
        ['GetId', ['IdentityPoolId']],
        ['GetCredentialsForIdentity', ['IdentityId']],
      ]);
    });

    it('never have the credentials of a user, and users never theirs', async () => {
      const pool = setup.open({ guests: true });
      const guest = await pool.credentials(new GuestIdentity());
      const user = await pool.credentials(setup.identity('guest'));

      expect(user.accessKeyId).not.toBe(guest.accessKeyId);
      expect(pool.ownerOf(new GuestIdentity()).user).not.toBe(pool.ownerOf(setup.identity('guest')).user);
    });

    it('wait until no user does: they have what is left of the quota', async () => {
      const pool = setup.open({ guests: true, callLimits: { perSecond: { GetId: 4 } } });
      // The first uses up what may be used at once.
      await pool.identityId(setup.identity('first'));
      const guest = pool.identityId(new GuestIdentity());
      const users = ['bob', 'carol'].map((sub) => pool.identityId(setup.identity(sub)));
      await Promise.all([guest, ...users]);

      expect(setup.server.calls.map(({ sub }) => sub)).toEqual(['first', 'bob', 'carol', 'guest']);
    });

    it('get nothing unless they are switched on, and no role in any case', async () => {
      const pool = setup.open({ guests: true, strategy: { kind: 'enhanced', roles: { editors: EDITORS } } });

      expect(await codeOf(setup.open().credentials(new GuestIdentity()))).toBe('authentication_required');
      expect(await codeOf(pool.credentials(new GuestIdentity({ role: 'editors' })))).toBe(
        'credentials_refused',
      );
      expect(setup.server.calls).toEqual([]);
    });
  });

  describe('developer', () => {
    const open = (options: Partial<DeveloperOptions> = {}): IdentityPoolCredentials =>
      setup.open({
        strategy: {
          kind: 'developer',
          providerName: 'login.example.app',
          developerCredentials: async () => ({ accessKeyId: 'AKIAHANDEDIN', secretAccessKey: 'handed-in' }),
          ...options,
        },
      });
    const byAccessToken = (claims: Readonly<Record<string, unknown>> = {}): VerifiedIdentity =>
      new VerifiedIdentity(
        'header.payload.signature',
        accessTokenOf(setup.identity().principal, claims),
        'access',
      );

    it('vouches for the user with the credentials that it was handed, by an access token alone', async () => {
      const issued = await open({ tags: { tenant: 'custom:tenant' } }).credentials(
        byAccessToken({ 'custom:tenant': 'acme' }),
      );

      const [vouched, asked] = setup.server.calls;
      expect(vouched).toMatchObject({
        operation: 'GetOpenIdTokenForDeveloperIdentity',
        input: {
          IdentityPoolId: IDENTITY_POOL_ID,
          Logins: { 'login.example.app': `${ISSUER} alice` },
          PrincipalTags: { tenant: 'acme' },
          TokenDuration: 900,
        },
      });
      expect(vouched?.headers.authorization).toContain('Credential=AKIAHANDEDIN/');
      expect(asked).toMatchObject({
        operation: 'GetCredentialsForIdentity',
        input: {
          Logins: { 'cognito-identity.amazonaws.com': expect.stringContaining('SENTINEL-TOKEN') as string },
        },
      });
      expect(asked?.headers.authorization).toBeUndefined();
      expect(issued.identityId).toBe((asked?.input as { IdentityId: string }).IdentityId);
    });

    it('knows the identity ID from the same call', async () => {
      const pool = open();
      const { identityId } = await pool.credentials(byAccessToken());

      expect(await pool.identityId(byAccessToken())).toBe(identityId);
      expect(setup.server.count('GetOpenIdTokenForDeveloperIdentity')).toBe(1);
    });

    it.each([
      ['AccessDeniedException', 'configuration_invalid'],
      ['UnrecognizedClientException', 'configuration_invalid'],
      ['TooManyRequestsException', 'credentials_throttled'],
      ['DeveloperUserAlreadyRegisteredException', 'credentials_unavailable'],
    ])('says what %s means', async (type, code) => {
      setup.server.failNext('GetOpenIdTokenForDeveloperIdentity', { type, message: 'no' });
      expect(await codeOf(open().credentials(byAccessToken()))).toBe(code);
    });

    it.each([
      ['a name that is empty', { userId: () => '' }],
      ['a name that is too long', { userId: () => 'a'.repeat(1_025) }],
      ['no name', { userId: () => undefined as unknown as string }],
    ])('refuses %s', async (_what, options) => {
      expect(await codeOf(open(options).credentials(byAccessToken()))).toBe('configuration_invalid');
      expect(setup.server.calls).toEqual([]);
    });

    it('never falls back to credentials of the environment, to a guest or to a role', async () => {
      const none = open({ developerCredentials: () => Promise.reject(new Error('There are none.')) });

      expect(await codeOf(none.credentials(byAccessToken()))).toBe('credentials_unavailable');
      expect(await codeOf(open().credentials(new GuestIdentity()))).toBe('authentication_required');
      expect(await codeOf(open().credentials(byAccessToken().narrowedBy({ role: 'editors' })))).toBe(
        'configuration_invalid',
      );
      expect(setup.server.calls).toEqual([]);
    });
  });
});
