import { S3Client, GetObjectCommand } from '@aws-sdk/client-s3';
import { generateKeyPairSync, sign } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';
import { TokenVerifier } from '../tokens/index.js';
import { AwsSetup } from './aws-setup.spec-helper.js';
import { callerClient, ownClient } from './caller-client.js';
import { CallerContextStorage } from './caller-context.js';
import { Callers, type CallerTokens } from './callers.js';
import { CLIENT_ID, idTokenClaims, IdTokens, ISSUER, type TokenOptions } from './id-tokens.spec-helper.js';
import { VerifiedIdentity } from './verified-identity.js';

describe('Callers', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' };
  const userPoolId = ISSUER.split('/').at(-1)!;
  const context = new CallerContextStorage();
  let ahead = 0;
  let aws: AwsSetup;
  let verifier: TokenVerifier;
  let callers: Callers;
  let s3: S3Client;

  beforeEach(async () => {
    ahead = 0;
    aws = await AwsSetup.start(new IdTokens());
    verifier = new TokenVerifier({
      userPools: [{ userPoolId, clientIds: [CLIENT_ID], tokenUse: 'access', jwks: { keys: [jwk] } }],
      clock: () => Date.now() + ahead,
    });
    callers = new Callers({ verifier, context });
    s3 = callerClient(S3Client, undefined, context, aws.clients);
  });

  afterEach(async () => {
    await aws.stop();
  });

  function signed(claims: object): string {
    const parts = [{ alg: 'RS256', kid: 'k1' }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    return `${parts.join('.')}.${sign('sha256', Buffer.from(parts.join('.')), privateKey).toString('base64url')}`;
  }

  const idToken = (sub: string, options: TokenOptions = {}) => signed(idTokenClaims({ sub, ...options }));
  const accessToken = (sub: string) => {
    const { aud, ...claims } = idTokenClaims({ sub });
    return signed({ ...claims, client_id: aud, token_use: 'access', username: sub });
  };
  const get = (key: string) => s3.send(new GetObjectCommand({ Bucket: 'files', Key: key }));
  const signers = () => aws.s3.requests.map(({ accessKeyId }) => accessKeyId?.split('.')[1]);

  it('run work as the user of an ID token, alone or with the access token of the same sign-in', async () => {
    const [alice, bob] = [{ idToken: idToken('alice') }, { idToken: idToken('bob') }];
    const result = await callers.runAs(alice, async ({ principal }) => {
      await get('a');
      return principal.sub;
    });
    await callers.runAs({ ...bob, accessToken: accessToken('bob') }, () => get('b'));

    expect(result).toBe('alice');
    expect(signers()).toEqual(['alice', 'bob']);
  });

  it('keep workers of many jobs apart', async () => {
    const users = Array.from({ length: 20 }, (_, index) => `user-${index}`);
    await Promise.all(
      users.map((sub) =>
        callers.runAs({ idToken: idToken(sub) }, async () => {
          await wait(Math.random() * 5);
          await get(sub);
        }),
      ),
    );

    expect(signers()).toEqual(aws.s3.requests.map(({ path }) => path.split('/')[2]!.split('?')[0]));
  });

  it.each<[string, () => CallerTokens, string]>([
    ['has expired', () => ({ idToken: idToken('alice', { lifeSeconds: -1 }) }), 'token_expired'],
    ['is no ID token', () => ({ idToken: accessToken('alice') }), 'token_use_not_allowed'],
    // 336 characters of the signature are left: whole bytes, whatever they are.
    ['was tampered with', () => ({ idToken: idToken('alice').slice(0, -6) }), 'token_signature_invalid'],
    [
      'is of another pool',
      () => ({ idToken: idToken('alice', { issuer: 'https://other' }) }),
      'token_issuer_not_allowed',
    ],
    [
      'does not belong to the access token',
      () => ({ idToken: idToken('alice'), accessToken: accessToken('bob') }),
      'token_binding_mismatch',
    ],
    ['is missing', () => ({ sub: 'alice' }) as unknown as CallerTokens, 'id_token_required'],
    ['is an access token alone', () => ({ accessToken: accessToken('alice') }), 'id_token_required'],
    ['is empty', () => ({ idToken: '' }), 'id_token_required'],
  ])('run nothing where the token %s', async (_case, tokens, code) => {
    const work = jest.fn();

    await expect(callers.runAs(tokens(), work)).rejects.toMatchObject({ code });
    expect(work).not.toHaveBeenCalled();
  });

  it.each<[string, (token: string) => unknown]>([
    ['a token that is in no object', (token) => token],
    ['null', () => null],
    ['nothing', () => undefined],
  ])('say what names a caller, and print nothing, where they get %s', async (_case, who) => {
    const token = idToken('alice');
    const given = who(token) as CallerTokens;
    const attempts = [callers.runAs(given, () => get('a')), callers.verify(given)];

    for (const attempt of attempts) {
      const error = await attempt.then(String, (refusal: unknown) => refusal);
      expect(error).toMatchObject({
        code: 'id_token_required',
        message: expect.stringContaining('{ idToken }'),
      });
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(token.split('.')[1]);
    }
    expect(aws.s3.requests).toEqual([]);
  });

  it('name what is missing where there is no work', async () => {
    const attempt = callers.runAs({ idToken: idToken('alice') }, undefined as never);

    await expect(attempt).rejects.toMatchObject({ code: 'configuration_invalid' });
  });

  it('take an access token alone where the credentials need no more', async () => {
    const strategy = { proof: 'bearerToken', furtherLogins: undefined } as const;
    const vending = new Callers({ verifier, context, strategy });

    const { principal } = await vending.verify({ accessToken: accessToken('alice') });
    expect(principal).toMatchObject({ sub: 'alice', tokenUse: 'access' });
  });

  it('verify the token of an identity again', async () => {
    const identity = await callers.verify({ idToken: idToken('alice') });
    await callers.runAs(identity, () => get('a'));
    ahead = 3_601_000;
    const late = callers.runAs(identity, () => get('b'));
    // Signed by a key that the pool does not publish.
    const forged = new IdTokens().identity({ sub: 'bob' });

    await expect(late).rejects.toMatchObject({ code: 'token_expired' });
    await expect(callers.runAs(forged, () => get('c'))).rejects.toMatchObject({ httpStatus: 401 });
    expect(signers()).toEqual(['alice']);
  });

  it('stop work from acting as the user when the token expires meanwhile', async () => {
    const work = callers.runAs({ idToken: idToken('alice') }, async () => {
      await get('a');
      ahead = 3_601_000;
      await get('b');
    });

    await expect(work).rejects.toMatchObject({ code: 'token_expired' });
    expect(signers()).toEqual(['alice']);
  });

  it('leave nobody to act for when the work has ended, but the clients it took', async () => {
    let later: Promise<unknown> | undefined;
    const own = await callers.runAs({ idToken: idToken('alice') }, () => {
      later = wait(20).then(() => get('later'));
      later.catch(() => undefined);
      return ownClient(s3);
    });

    await expect(later).rejects.toThrow(/The work that runAs\(\) ran has ended/);
    await own.send(new GetObjectCommand({ Bucket: 'files', Key: 'own' }));
    expect(signers()).toEqual(['alice']);
  });

  it('pass on what the work throws', async () => {
    const work = () => Promise.reject(new Error('in the work'));

    await expect(callers.runAs({ idToken: idToken('alice') }, work)).rejects.toThrow('in the work');
  });

  it('tie a function to the caller of the moment, whoever calls it', async () => {
    const events = new EventEmitter();
    const calls: Promise<unknown>[] = [];
    const jobs = ['alice', 'bob'].map((sub) =>
      callers.runAs({ idToken: idToken(sub) }, async () => {
        const done = new Promise<void>((resolve) => {
          const listener = callers.bind((key: string) => {
            calls.push(get(key).then(() => resolve(), resolve));
          });
          events.once(sub, () => listener(sub));
        });
        await done;
      }),
    );
    await wait(20);
    await callers.runAs({ idToken: idToken('carol') }, () => {
      events.emit('bob');
      events.emit('alice');
    });
    await Promise.all(jobs);
    const nobodys = callers.bind(() => get('nobody'));

    await expect(callers.runAs({ idToken: idToken('carol') }, nobodys)).rejects.toMatchObject({
      code: 'caller_context_missing',
    });
    expect(aws.s3.requests.map(({ path }) => path.split('/')[2]!.split('?')[0]).sort()).toEqual([
      'alice',
      'bob',
    ]);
    expect(signers().sort()).toEqual(['alice', 'bob']);
    expect(signers()).toEqual(aws.s3.requests.map(({ path }) => path.split('/')[2]!.split('?')[0]));
  });

  it('give identities for the clients of one caller', async () => {
    const identity = await callers.verify({ idToken: idToken('alice') });
    await aws.clients
      .for(identity)
      .get(S3Client)
      .send(new GetObjectCommand({ Bucket: 'files', Key: 'a' }));

    expect(identity).toBeInstanceOf(VerifiedIdentity);
    expect(signers()).toEqual(['alice']);
  });
});
