import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { inspect } from 'node:util';
import { refusedByAws } from './aws-refusals.js';
import { AwsSetup } from './aws-setup.spec-helper.js';
import { IdTokens } from './id-tokens.spec-helper.js';

describe('refusedByAws', () => {
  const tokens = new IdTokens();
  let aws: AwsSetup;

  beforeEach(async () => {
    aws = await AwsSetup.start(tokens);
  });

  afterEach(async () => {
    await aws.stop();
  });

  const clientOf = (sub: string) => aws.clients.for(tokens.identity({ sub })).get(S3Client);
  const get = (key: string) => new GetObjectCommand({ Bucket: 'files', Key: key });

  beforeEach(() => {
    aws.s3.refusals.set('denied', { status: 403, code: 'AccessDenied' });
    aws.s3.refusals.set('signature', { status: 403, code: 'SignatureDoesNotMatch' });
    aws.s3.refusals.set('expired', { status: 400, code: 'ExpiredToken' });
    aws.s3.refusals.set('missing', { status: 404, code: 'NoSuchKey' });
  });

  const errorOf = (sent: Promise<unknown>) =>
    sent.then(
      () => undefined,
      (error: unknown) => error,
    );

  it('knows the errors that mean that the caller may not do this', async () => {
    const client = clientOf('alice');
    const error = await errorOf(client.send(get('denied')));

    expect(error).toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
    expect(refusedByAws(error)).toBe(true);
    const head = await errorOf(client.send(new HeadObjectCommand({ Bucket: 'files', Key: 'denied' })));
    expect(refusedByAws(head)).toBe(true);
    const put = await errorOf(
      client.send(new PutObjectCommand({ Bucket: 'files', Key: 'denied', Body: 'text' })),
    );
    expect(refusedByAws(put)).toBe(true);
  });

  it('leaves no request with its session token in any error', async () => {
    for (const key of ['denied', 'missing', 'expired']) {
      const error = await errorOf(clientOf('alice').send(get(key)));
      const text = inspect(error, { depth: 20, showHidden: true, maxStringLength: null });
      expect(text).toContain('$response');
      expect(text).not.toContain('SENTINEL');
    }
  });

  it.each(['signature', 'expired', 'missing'])('does not count an error about: %s', async (key) => {
    const error = await errorOf(clientOf('alice').send(get(key)));

    expect(error).toBeInstanceOf(Error);
    expect(refusedByAws(error)).toBe(false);
  });

  it('does not count errors of clients that act as the service', async () => {
    const host = new S3Client({ endpoint: aws.s3.endpoint, forcePathStyle: true, region: 'eu-west-1' });
    const error = await errorOf(host.send(get('denied')));

    expect(error).toMatchObject({ name: 'AccessDenied' });
    expect(refusedByAws(error)).toBe(false);
    host.destroy();
  });

  it('does not count an exchange that Cognito refused, nor what is no error at all', async () => {
    aws.pool.failNext('GetId', { type: 'NotAuthorizedException', message: 'no' });

    expect(refusedByAws(await errorOf(clientOf('alice').send(get('a'))))).toBe(false);
    for (const value of [undefined, null, 'AccessDenied', {}]) expect(refusedByAws(value)).toBe(false);
  });

  it('leaves what is thrown that is no object alone', async () => {
    const client = clientOf('alice');
    client.middlewareStack.add(
      () => () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- a middleware of somebody else's may
        throw 'a string';
      },
      { step: 'initialize', priority: 'low' },
    );

    expect(await errorOf(client.send(get('a')))).toBe('a string');
  });
});
