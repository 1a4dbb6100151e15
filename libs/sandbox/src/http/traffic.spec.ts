import {
  CognitoIdentityClient,
  GetIdCommand,
  ListIdentityPoolsCommand,
} from '@aws-sdk/client-cognito-identity';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { SandboxOptions } from '../options.js';
import { Sandbox } from '../sandbox.js';

const POOL = 'eu-west-1:00000000-0000-4000-8000-000000000001';
const ROLE = 'arn:aws:iam::123456789012:role/Guest';
const OPTIONS: SandboxOptions = {
  roles: [{ roleArn: ROLE, policies: [] }],
  identityPools: [
    {
      identityPoolId: POOL,
      providers: [],
      roles: { authenticated: ROLE, unauthenticated: ROLE },
      allowUnauthenticatedIdentities: true,
    },
  ],
};

describe('the traffic of a sandbox', () => {
  const opened: { destroy(): void }[] = [];
  const sandboxes: Sandbox[] = [];
  const start = async (options: SandboxOptions = {}) => {
    const sandbox = await Sandbox.start({ ...OPTIONS, ...options });
    sandboxes.push(sandbox);
    const config = {
      endpoint: sandbox.url,
      region: sandbox.region,
      credentials: sandbox.administrator,
      maxAttempts: 1,
    };
    const identity = new CognitoIdentityClient(config);
    const patient = new CognitoIdentityClient({ ...config, maxAttempts: 2 });
    const sts = new STSClient(config);
    opened.push(identity, patient, sts);
    const getId = (signal?: AbortSignal) =>
      identity.send(new GetIdCommand({ IdentityPoolId: POOL }), signal && { abortSignal: signal });
    const listPools = () => patient.send(new ListIdentityPoolsCommand({ MaxResults: 1 }));
    const whoAmI = () => sts.send(new GetCallerIdentityCommand({}));
    const control = (method: string, path: string, body?: object) =>
      fetch(`${sandbox.url}/sandbox/${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
    return { sandbox, getId, listPools, whoAmI, control };
  };
  afterAll(async () => {
    for (const client of opened) client.destroy();
    for (const sandbox of sandboxes) await sandbox.stop();
  });

  it('keeps to the quotas of AWS when asked to, and a second later gives as many again', async () => {
    let now = Date.now();
    const { getId } = await start({ quotas: true, clock: () => now });
    const burst = async () => {
      const calls = await Promise.allSettled(Array.from({ length: 40 }, () => getId()));
      return calls.filter(({ status }) => status === 'fulfilled').length;
    };
    expect(await burst()).toBe(25);
    await expect(getId()).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      message: 'Rate exceeded',
    });
    now += 1000;
    expect(await burst()).toBe(25);
  });

  it('has no quotas by default, and those that are written down', async () => {
    const { getId } = await start();
    await Promise.all(Array.from({ length: 60 }, () => getId()));
    const own = await start({ quotas: { GetId: 1 }, clock: () => 1_800_000_000_000 });
    await own.getId();
    await expect(own.getId()).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    await expect(start({ quotas: { PutObject: 1 } })).rejects.toThrow('quotas.PutObject: found an option');
    await expect(start({ quotas: { GetId: 0 } })).rejects.toThrow('quotas.GetId: found 0.');
    await expect(start({ quotas: 'true' as never })).rejects.toThrow(
      'quotas: found "true". Write true for those',
    );
  });

  it('fails operations of every service, STS included, from the start or later', async () => {
    const throttled = { type: 'Throttling', message: 'Rate exceeded', times: 1 };
    const { sandbox, whoAmI, getId } = await start({ faults: { GetCallerIdentity: throttled } });
    await expect(whoAmI()).rejects.toMatchObject({ name: 'Throttling' });
    expect((await whoAmI()).Account).toBe('123456789012');
    sandbox.faults.set('*', { type: 'InternalErrorException', status: 500, times: 2 });
    await expect(whoAmI()).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
    await expect(getId()).rejects.toMatchObject({ name: 'InternalErrorException' });
    await getId();
    expect(sandbox.stsCalls.count('GetCallerIdentity')).toBe(3);
    await expect(start({ faults: { 'Get Id': {} } })).rejects.toThrow('operation: found "Get Id".');
  });

  it('cuts connections and lets them hang', async () => {
    const { sandbox, getId, whoAmI } = await start();
    sandbox.faults.set('GetId', { connection: 'reset', times: 1 });
    await expect(getId()).rejects.toThrow('ECONNRESET');
    sandbox.faults.set('*', { connection: 'reset', times: 1 });
    await expect(whoAmI()).rejects.toThrow('ECONNRESET');
    sandbox.faults.set('GetId', { connection: 'hang', times: 1 });
    const waiting = new AbortController();
    const hanging = getId(waiting.signal);
    const outcome = hanging.catch((error: unknown) => error);
    while (sandbox.calls.list().length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    waiting.abort();
    expect(await outcome).toMatchObject({ name: 'AbortError' });
    await getId();
    expect(sandbox.calls.list().map(({ service, error }) => [service, error])).toEqual([
      ['AWSCognitoIdentityService', 'reset'],
      ['STS', 'reset'],
      ['AWSCognitoIdentityService', 'hang'],
      ['AWSCognitoIdentityService', undefined],
    ]);
  });

  it('writes calls down with the identity they are about, and no secrets', async () => {
    const { sandbox, getId, whoAmI } = await start({ clock: () => 1_800_000_000_000 });
    const { IdentityId } = await getId();
    await expect(whoAmI()).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    expect(sandbox.calls.list()).toEqual([
      {
        at: 1_800_000_000_000,
        service: 'AWSCognitoIdentityService',
        operation: 'GetId',
        identityId: IdentityId,
      },
      { at: 1_800_000_000_000, service: 'STS', operation: 'GetCallerIdentity', error: 'refused' },
    ]);
    sandbox.calls.clear();
    expect(sandbox.calls.list()).toEqual([]);
  });

  it('advances its clock, which the SDK follows', async () => {
    const { sandbox, listPools } = await start();
    sandbox.advance(7200);
    expect((await listPools()).IdentityPools).toHaveLength(1);
    for (const seconds of [-1, NaN, Infinity, '5' as never]) {
      expect(() => sandbox.advance(seconds)).toThrow('seconds: found');
    }
  });

  it('does the same for tests in other processes', async () => {
    const { getId, control } = await start();
    expect((await control('PUT', 'faults/GetId', { type: 'LimitExceededException' })).status).toBe(204);
    await expect(getId()).rejects.toMatchObject({ name: 'LimitExceededException' });
    expect(await (await control('GET', 'calls')).json()).toMatchObject([{ error: 'LimitExceededException' }]);
    await control('DELETE', 'calls');
    await control('DELETE', 'faults/GetId');
    await getId();
    await control('PUT', 'faults/GetId', { type: 'LimitExceededException' });
    await control('DELETE', 'faults');
    await getId();
    expect(await (await control('GET', 'calls')).json()).toHaveLength(2);
    const { now: before } = (await (await control('GET', 'clock')).json()) as { now: string };
    const { now: after } = (await (await control('PUT', 'clock', { advanceSeconds: 3600 })).json()) as {
      now: string;
    };
    expect(Date.parse(after) - Date.parse(before)).toBeGreaterThanOrEqual(3_600_000);
  });

  it.each([
    ['faults/GetId', '{', 'The body is not JSON.'],
    ['faults/GetId', '[]', 'The body is not a JSON object.'],
    ['faults/GetId', '{"typ":1}', 'fault.typ: found an option that does not exist.'],
    ['faults/GetIdd', '{"latency":1}', 'operation: found "GetIdd". Write an operation that the sandbox has'],
    ['clock', '{}', 'seconds: found nothing.'],
    [
      'clock',
      '{"seconds":5}',
      'clock.seconds: found an option that does not exist. Write one of "advanceSeconds".',
    ],
  ])('says what is wrong with a PUT of %s with %s', async (path, body, message) => {
    const { sandbox } = await start();
    const answer = await fetch(`${sandbox.url}/sandbox/${path}`, { method: 'PUT', body });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ message: expect.stringContaining(message) });
  });

  it('names the fault among the options that can not be', async () => {
    await expect(start({ faults: { PutObject: { latency: 1 } } })).rejects.toThrow(
      'faults.PutObject: operation: found',
    );
    await expect(start({ faults: { GetId: { latency: -1 } } })).rejects.toThrow(
      'faults.GetId: fault.latency: found -1.',
    );
  });

  it('tells a client of S3 that missed its address where S3 is', async () => {
    const { sandbox } = await start();
    const { region, administrator: credentials } = sandbox;
    const s3 = new S3Client({ endpoint: sandbox.url, region, credentials, forcePathStyle: true });
    const missed = await s3
      .send(new ListObjectsV2Command({ Bucket: 'files' }))
      .catch((error: unknown) => error);
    const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket: 'files', Key: 'a' }));
    s3.destroy();

    expect(missed).toMatchObject({
      name: 'NotFoundException',
      message: expect.stringMatching(/^S3 is at the path \/s3: give its client sandbox\.s3\.endpoint/),
    });
    expect(await (await fetch(url)).text()).toContain('<Message>S3 is at the path /s3');
  });

  it('gives web pages of other origins no say', async () => {
    const { sandbox } = await start();
    const preflight = await fetch(`${sandbox.url}/sandbox/clock`, {
      method: 'OPTIONS',
      headers: { origin: 'https://example.com', 'access-control-request-method': 'PUT' },
    });
    expect(preflight.ok).toBe(false);
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
    const simple = await fetch(`${sandbox.url}/sandbox/clock`, {
      method: 'POST',
      body: '{"advanceSeconds":5}',
    });
    expect(simple.status).toBe(404);
  });
});
