import {
  CognitoIdentityProviderClient,
  GlobalSignOutCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { authenticated } from 'castellan/express';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Tokens } from '../support/api.js';
import { World } from '../support/world.js';
import { EXPRESS_VERSIONS, ExpressApi, type RouteKit } from './express-api.js';

const users = ['alice', 'bob'] as const;
/** Nobody has fetched credentials for them yet. */
const newcomers = ['refused', 'throttled', 'failed'] as const;
const put = (Key: string) => new PutObjectCommand({ Bucket: 'files', Key, Body: 'x' });

/** What became of the work that a handler did after its answer. */
let afterwards: Promise<unknown> | undefined;

function routes({ app, castellan }: RouteKit): void {
  const shared = castellan.awsClient(S3Client);
  app.use('/files/:user', castellan.require(authenticated()), castellan.credentials());
  app.get('/files/:user/request', async (request, response) => {
    await request.aws.get(S3Client).send(put(`${request.params.user}/request`));
    response.json({});
  });
  app.get('/files/:user/shared', async (request, response) => {
    await sleep(5);
    await shared.send(put(`${request.params.user}/shared`));
    response.json({});
  });
  app.get('/files/:user/after', async (_request, response) => {
    response.json({});
    afterwards = once(response, 'close')
      .then(() => shared.send(put('nobody/after')))
      .then(
        () => 'done',
        (error: unknown) => (error as { code?: string }).code,
      );
    await afterwards;
  });
  app.get('/without/:user', castellan.require(authenticated()), async (_request, response) => {
    await shared.send(put('nobody/without'));
    response.json({});
  });
  app.get('/open', castellan.public(), castellan.credentials(), (_request, response) => {
    response.json({});
  });
  app.get(
    '/revalidated',
    castellan.require(authenticated()),
    castellan.revalidate({ maxAgeSeconds: 0 }),
    (_request, response) => void response.json({}),
  );
  app.get('/only-revalidated', castellan.revalidate(), (_request, response) => void response.json({}));
}

describe.each(EXPRESS_VERSIONS)('AWS as the caller on %s', (version) => {
  let world: World;
  let api: ExpressApi;
  let tokens: Map<string, Required<Tokens>>;

  beforeAll(async () => {
    world = await World.create({ users: [...users, ...newcomers].map((username) => ({ username })) });
    tokens = new Map(
      await Promise.all(users.map(async (username) => [username, await world.tokens(username)] as const)),
    );
    const userPools = world.options.userPools.map((pool) => ({ ...pool, endpoint: world.sandbox.url }));
    api = await ExpressApi.start(version, { options: { ...world.options, userPools }, routes });
  });
  afterAll(async () => {
    await api.stop();
    await world.stop();
  });

  const get = (at: string, { accessToken, idToken }: Tokens) =>
    api.send({
      method: 'GET',
      path: at,
      headers: {
        ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
        ...(idToken !== undefined && { 'x-id-token': idToken }),
      },
    });
  const codeOf = ({ answer }: { answer: { status: number; body: string } }) => [
    answer.status,
    (JSON.parse(answer.body) as { code?: string }).code,
  ];

  it('signs each of two interleaved users with their own key', async () => {
    const signers = new Map<string, Set<string | undefined>>();
    for (let round = 0; round < 5; round += 1) {
      const first = world.sandbox.s3.requests.length;
      const answers = await Promise.all(
        ['request', 'shared'].flatMap((way) =>
          users.map((user) => get(`/files/${user}/${way}`, tokens.get(user)!)),
        ),
      );
      expect(answers.map(({ answer }) => answer.status)).toEqual([200, 200, 200, 200]);
      for (const { key, accessKeyId } of world.sandbox.s3.requests.slice(first)) {
        const user = key.split('/')[0]!;
        signers.set(user, (signers.get(user) ?? new Set()).add(accessKeyId));
      }
    }
    const [alice, bob] = users.map((user) => [...signers.get(user)!]);
    expect([alice?.length, bob?.length]).toEqual([1, 1]);
    expect(alice).not.toEqual(bob);
  });

  it('has nobody to act as after the answer, and without credentials()', async () => {
    const first = world.sandbox.s3.requests.length;
    await get('/files/alice/after', tokens.get('alice')!);
    expect((await get('/without/alice', tokens.get('alice')!)).answer.status).toBe(500);
    expect(await afterwards).toBe('caller_context_missing');
    expect(world.sandbox.s3.requests.slice(first)).toEqual([]);
  });

  it('S71 asks for an ID token, and takes no other caller for a guest', async () => {
    const { accessToken } = tokens.get('alice')!;
    expect((await get('/files/alice/request', { accessToken })).answer.status).toBe(400);
    expect((await get('/open', {})).answer.status).toBe(401);
  });

  it('S72 refuses the ID token of another', async () => {
    const mixed = { accessToken: tokens.get('alice')!.accessToken, idToken: tokens.get('bob')!.idToken };
    expect((await get('/files/alice/request', mixed)).answer.status).toBe(401);
  });

  it.each([
    ['refused', 'NotAuthorizedException', 400, 403, 'credentials_refused'],
    ['throttled', 'TooManyRequestsException', 429, 503, 'credentials_throttled'],
    ['failed', 'InternalErrorException', 500, 502, 'credentials_unavailable'],
  ])('S73 is %s where the identity pool says %s', async (username, type, status, answered, code) => {
    const first = world.sandbox.s3.requests.length;
    world.sandbox.faults.set('GetCredentialsForIdentity', { type, status, message: 'words-of-cognito' });
    const exchange = await get(`/files/${username}/request`, await world.tokens(username));
    world.sandbox.faults.clear('GetCredentialsForIdentity');
    expect(codeOf(exchange)).toEqual([answered, code]);
    expect(exchange.answer.headers.has('retry-after')).toBe(answered === 503);
    expect(exchange.answer.body).not.toContain('words-of-cognito');
    expect(world.sandbox.s3.requests.length).toBe(first);
  });

  it('S74 takes no role, identity, Region or endpoint from a request', async () => {
    const first = world.sandbox.s3.requests.length;
    const { accessToken, idToken } = tokens.get('bob')!;
    const { answer } = await api.send({
      method: 'GET',
      path: '/files/bob/request?roleArn=arn:aws:iam::123456789012:role/admin&region=us-east-1',
      headers: {
        authorization: `Bearer ${accessToken}`,
        'x-id-token': idToken!,
        'x-amz-security-token': 'evil',
        'x-identity-id': 'eu-west-1:00000000-0000-0000-0000-000000000000',
      },
    });
    expect(answer.status).toBe(200);
    expect(world.sandbox.s3.requests.slice(first).map(({ key }) => key)).toEqual(['bob/request']);
  });

  it('asks Cognito whether a token is still good, and lets nobody in by that', async () => {
    const { accessToken } = await world.tokens('alice');
    expect((await get('/revalidated', { accessToken })).answer.status).toBe(200);
    expect(codeOf(await get('/revalidated', {}))).toEqual([401, 'authentication_required']);
    expect(codeOf(await get('/only-revalidated', { accessToken }))).toEqual([403, 'access_denied']);
    world.sandbox.faults.set('GetUser', { type: 'InternalErrorException', status: 500 });
    expect((await get('/revalidated', { accessToken })).answer.status).toBe(503);
    world.sandbox.faults.clear('GetUser');
    const cognito = new CognitoIdentityProviderClient({
      endpoint: world.sandbox.url,
      region: 'eu-west-1',
    });
    await cognito.send(new GlobalSignOutCommand({ AccessToken: accessToken }));
    cognito.destroy();
    expect(codeOf(await get('/revalidated', { accessToken }))).toEqual([401, 'token_revoked']);
    expect((await get('/me', { accessToken })).answer.status).toBe(200);
  });
});
