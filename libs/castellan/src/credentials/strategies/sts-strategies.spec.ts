import { inspect } from 'node:util';
import type { CastellanError } from '../../errors/index.js';
import { accessTokenOf, IdTokens, ISSUER, type TokenOptions } from '../id-tokens.spec-helper.js';
import { IdentityPoolCredentials } from '../identity-pool-credentials.js';
import { IDENTITY_POOL_ID, IdentityPoolServer } from '../identity-pool-server.spec-helper.js';
import type { StsCredentialsOptions } from '../sts-credentials-options.js';
import { VerifiedIdentity } from '../verified-identity.js';
import type { ClassicOptions } from './classic-options.js';
import { StsServer } from './sts-server.spec-helper.js';
import type { TokenVendingOptions } from './token-vending-options.js';

const ROLE = 'arn:aws:iam::123456789012:role/caller';
const EDITORS = 'arn:aws:iam::123456789012:role/editors';
const SUB = '7f2c8a0e-1111-4222-8333-944455556666';
const DENY_DELETE = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Deny', Action: 's3:DeleteObject', Resource: '*' },
});

describe('strategies that end at STS', () => {
  const tokens = new IdTokens();
  const environment = { ...process.env };
  const opened: IdentityPoolCredentials[] = [];
  let sts: StsServer;
  let pool: IdentityPoolServer;

  beforeEach(async () => {
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT',
      AWS_SECRET_ACCESS_KEY: 'environment-secret',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    });
    [sts, pool] = await Promise.all([StsServer.start(), IdentityPoolServer.start()]);
  });

  afterEach(async () => {
    process.env = { ...environment };
    for (const credentials of opened.splice(0)) credentials.close();
    await Promise.all([sts.stop(), pool.stop()]);
  });

  const identity = (options: TokenOptions = {}) => tokens.identity({ sub: SUB, ...options });
  const open = (credentials: StsCredentialsOptions): IdentityPoolCredentials => {
    const made = new IdentityPoolCredentials({
      credentials: { timeoutMilliseconds: 60_000, ...credentials },
    });
    opened.push(made);
    return made;
  };
  const webIdentity = (options: object = {}) =>
    open({ kind: 'webIdentity', region: 'eu-west-1', roleArn: ROLE, stsEndpoint: sts.endpoint, ...options });
  const vending = (options: Partial<TokenVendingOptions> = {}) =>
    open({
      kind: 'tokenVending',
      region: 'eu-west-1',
      roleArn: ROLE,
      stsEndpoint: sts.endpoint,
      hostCredentials: async () => ({ accessKeyId: 'AKIAHANDEDIN', secretAccessKey: 'handed-in-secret' }),
      tags: { tenant: 'custom:tenant' },
      ...options,
    });
  const classic = (options: Partial<ClassicOptions> = {}) => {
    const made = new IdentityPoolCredentials({
      identityPool: {
        identityPoolId: IDENTITY_POOL_ID,
        endpoint: pool.endpoint,
        timeoutMilliseconds: 60_000,
        strategy: { kind: 'classic', roleArn: ROLE, stsEndpoint: sts.endpoint, ...options },
      },
    });
    opened.push(made);
    return made;
  };
  const forms = () => sts.calls.map(({ form }) => form);
  const errorOf = (work: Promise<unknown>): Promise<CastellanError> =>
    work.then(
      () => {
        throw new Error('It did not fail.');
      },
      (error: unknown) => error as CastellanError,
    );

  describe('webIdentity', () => {
    it('sends the ID token for a session that bears the sub, unsigned', async () => {
      const user = identity();
      const credentials = await webIdentity({ durationSeconds: 900 }).credentials(user);

      expect(credentials).toMatchObject({ identityId: undefined, accessKeyId: 'ASIASTS1' });
      expect(forms()).toEqual([
        {
          Action: 'AssumeRoleWithWebIdentity',
          Version: '2011-06-15',
          RoleArn: ROLE,
          RoleSessionName: SUB,
          DurationSeconds: '900',
          WebIdentityToken: user.revealIdToken(),
        },
      ]);
      expect(sts.calls[0]?.authorization).toBeUndefined();
    });

    it('fetches once for each user and for each thing that is asked for', async () => {
      const credentials = webIdentity({ roles: { editors: EDITORS } });
      const user = identity({ claims: { 'cognito:roles': [EDITORS] } });
      for (const asked of [user, user, user.narrowedBy({ role: 'editors' })])
        await credentials.credentials(asked);
      for (const sessionPolicy of [DENY_DELETE, DENY_DELETE]) {
        await credentials.credentials(user.narrowedBy({ sessionPolicy }));
      }
      await credentials.credentials(identity({ sub: 'bob' }));

      expect(
        forms().map(({ RoleArn, RoleSessionName, Policy }) => [RoleArn, RoleSessionName, Policy]),
      ).toEqual([
        [ROLE, SUB, undefined],
        [EDITORS, SUB, undefined],
        [ROLE, SUB, DENY_DELETE],
        [ROLE, 'bob', undefined],
      ]);
    });

    it("refuses a role that the user's token does not carry, without asking AWS", async () => {
      const credentials = webIdentity({ roles: { editors: EDITORS } });
      for (const claims of [{}, { 'cognito:roles': [ROLE] }, { 'cognito:groups': [EDITORS] }]) {
        const asked = identity({ claims }).narrowedBy({ role: 'editors' });
        expect(await errorOf(credentials.credentials(asked))).toMatchObject({ code: 'credentials_refused' });
      }
      expect(sts.calls).toEqual([]);
    });

    it('has no identity IDs', async () => {
      expect(await errorOf(webIdentity().identityId(identity()))).toMatchObject({
        code: 'configuration_invalid',
      });
    });

    it.each([
      ['ExpiredTokenException', 400, 'token_expired'],
      ['IDPRejectedClaim', 403, 'credentials_refused'],
      ['AccessDenied', 403, 'credentials_refused'],
      ['InvalidIdentityToken', 400, 'configuration_invalid'],
      ['MalformedPolicyDocument', 400, 'configuration_invalid'],
      ['PackedPolicyTooLarge', 400, 'configuration_invalid'],
      ['Throttling', 400, 'credentials_throttled'],
      ['NotOfThisTable', 400, 'credentials_unavailable'],
    ])('says what %s means, without the token', async (awsCode, status, code) => {
      const user = identity();
      sts.failNext(awsCode, status);
      const error = await errorOf(webIdentity().credentials(user));

      expect(error).toMatchObject({ code });
      expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(user.revealIdToken());
    });

    it('refuses a guest and an access token', async () => {
      const access = accessTokenOf(identity().principal);
      const byAccessToken = new VerifiedIdentity('a.b.c', access, 'access');
      expect(await errorOf(webIdentity().credentials(byAccessToken))).toMatchObject({
        code: 'id_token_required',
      });
      expect(sts.calls).toEqual([]);
    });
  });

  describe('classic', () => {
    it('hands the token of the Identity Pool on to STS', async () => {
      const credentials = classic({ sessionName: ({ sub }) => `user-${sub.slice(0, 8)}` });
      const issued = await credentials.credentials(identity());

      expect(issued.identityId).toBe(pool.identityIdOf(SUB));
      expect(pool.calls.map(({ operation }) => operation)).toEqual(['GetId', 'GetOpenIdToken']);
      expect(forms()).toEqual([
        expect.objectContaining({
          Action: 'AssumeRoleWithWebIdentity',
          RoleSessionName: 'user-7f2c8a0e',
          WebIdentityToken: `SENTINEL-TOKEN-${SUB}`,
        }),
      ]);
    });

    it('asks once more with a new identity ID where the remembered one is wrong', async () => {
      const credentials = classic();
      await credentials.identityId(identity());
      pool.failNext('GetOpenIdToken', {
        type: 'ResourceNotFoundException',
        message: "Identity 'eu-west-1:1' not found.",
      });
      pool.moveTo(SUB, 'eu-west-1:11111111-2222-4333-8444-999999999999');

      expect((await credentials.credentials(identity())).identityId).toBe(
        'eu-west-1:11111111-2222-4333-8444-999999999999',
      );
    });

    it('takes away from its own session policy, and never replaces it', async () => {
      const own = {
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' },
      } as const;
      const credentials = classic({ sessionPolicy: own });
      await credentials.credentials(identity().narrowedBy({ sessionPolicy: DENY_DELETE }));
      const wider = identity().narrowedBy({ sessionPolicy: JSON.stringify(own) });

      expect(JSON.parse(forms()[0]?.Policy ?? '')).toEqual({
        Version: '2012-10-17',
        Statement: [own.Statement, { Effect: 'Deny', Action: 's3:DeleteObject', Resource: '*' }],
      });
      expect(await errorOf(credentials.credentials(wider))).toMatchObject({ code: 'configuration_invalid' });
    });
  });

  describe('tokenVending', () => {
    const acme = (): VerifiedIdentity => identity({ claims: { 'custom:tenant': 'acme' } });

    it("signs AssumeRole with the credentials that it was handed, and sends the user's tags", async () => {
      await vending({ externalId: 'external-id' }).credentials(acme());

      expect(forms()).toEqual([
        {
          Action: 'AssumeRole',
          Version: '2011-06-15',
          RoleArn: ROLE,
          RoleSessionName: SUB,
          DurationSeconds: '3600',
          ExternalId: 'external-id',
          'Tags.member.1.Key': 'tenant',
          'Tags.member.1.Value': 'acme',
        },
      ]);
      expect(sts.calls[0]?.authorization).toContain('Credential=AKIAHANDEDIN/');
    });

    it('works with an access token alone, which AWS never sees', async () => {
      const principal = accessTokenOf(acme().principal);
      await vending().credentials(new VerifiedIdentity('header.payload.signature', principal, 'access'));

      expect(JSON.stringify(sts.calls)).not.toContain('header.payload.signature');
      expect(forms()[0]).toMatchObject({ 'Tags.member.1.Value': 'acme' });
    });

    it('never falls back to credentials of the environment', async () => {
      const none = vending({
        hostCredentials: () => Promise.reject(new Error('There are none.')),
      });

      expect(await errorOf(none.credentials(acme()))).toMatchObject({ code: 'credentials_unavailable' });
      expect(sts.calls).toEqual([]);
    });

    it.each(['ExpiredToken', 'ExpiredTokenException', 'InvalidClientTokenId', 'SignatureDoesNotMatch'])(
      "does not blame the caller's token where STS says %s about the host's credentials",
      async (awsCode) => {
        sts.failNext(awsCode, 403);
        const error = await errorOf(vending().credentials(acme()));
        expect(error).toMatchObject({ code: 'credentials_unavailable', httpStatus: 502 });
        expect(error.message).toContain('hostCredentials');
      },
    );

    it.each([
      ['is missing', {}],
      ['is empty', { 'custom:tenant': '' }],
      ['is a list', { 'custom:tenant': ['acme'] }],
      ['is a wildcard', { 'custom:tenant': '*' }],
      ['is too long', { 'custom:tenant': 'a'.repeat(257) }],
    ])('refuses a user whose claim %s, without asking AWS', async (_what, claims) => {
      expect(await errorOf(vending().credentials(identity({ claims })))).toMatchObject({
        code: 'credentials_refused',
      });
      expect(sts.calls).toEqual([]);
    });

    it('keeps apart what differs in a tag or in the policy made from the user', async () => {
      const credentials = vending({
        tags: { signedIn: 'jti' },
        sessionPolicy: ({ issuer }) => {
          expect(issuer).toBe(ISSUER);
          return { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
        },
      });
      const [first, second] = [acme(), acme()];
      for (const user of [first, first, second]) await credentials.credentials(user);

      expect(new Set(forms().map((form) => form['Tags.member.1.Value']))).toEqual(
        new Set([first.principal.claims.jti, second.principal.claims.jti]),
      );
      expect(sts.calls).toHaveLength(2);
    });
  });
});
