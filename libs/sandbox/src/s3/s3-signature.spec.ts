import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Session } from '../sts/session.js';
import { AwsServer, BUCKET } from './aws-server.spec-helper.js';
import { type HandSigned, requestText, signByHand } from './hand-signed.spec-helper.js';

const ALICE = 'eu-west-1:aaaaaaaa-0000-4000-8000-000000000001';
const KEY = `private/${ALICE}/file`;
const TARGET = `/s3/${BUCKET}/${KEY}`;

describe('who is let in', () => {
  const server = new AwsServer();
  let alice: Session;

  beforeAll(async () => {
    await server.start();
    alice = server.session(ALICE);
    const s3 = new S3Client(server.s3Config(alice));
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: KEY, Body: 'content' }));
    s3.destroy();
  });
  afterAll(() => server.stop());

  const get = async (
    options: Partial<HandSigned> & { session?: Session } = {},
    change: (headers: Record<string, string>) => Record<string, string> = (headers) => headers,
  ): Promise<string> => {
    const { session = alice, method = 'GET', target = TARGET, body } = options;
    const headers = signByHand({
      target,
      host: server.host,
      at: server.now,
      credentials: server.credentials(session),
      ...options,
    });
    return server.raw(requestText(method, target, change(headers), body));
  };
  const expectRefusal = (answer: string, status: number, code: string): void => {
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(answer).toContain(`<Code>${code}</Code>`);
  };

  it('accepts a request that is signed rightly', async () => {
    const answer = await get();
    expect(answer).toContain('HTTP/1.1 200 OK');
    expect(answer).toContain('\r\n\r\ncontent');
  });

  it('refuses a request without a signature', async () => {
    expectRefusal(await server.raw(requestText('GET', TARGET, { host: server.host })), 403, 'AccessDenied');
  });

  it('refuses an access key that nobody has', async () => {
    const stranger = { accessKeyId: 'ASIAAAAAAAAAAAAAAAAA', secretAccessKey: 'x', sessionToken: 'y' };
    expectRefusal(await get({ credentials: stranger }), 403, 'InvalidAccessKeyId');
  });

  it('refuses another secret', async () => {
    const credentials = { ...server.credentials(alice), secretAccessKey: 'x'.repeat(40) };
    expectRefusal(await get({ credentials }), 403, 'SignatureDoesNotMatch');
  });

  it('refuses a signature that was changed in its last digit', async () => {
    const answer = await get({}, (headers) => ({
      ...headers,
      authorization: (headers.authorization ?? '').replace(/.$/, (digit) => (digit === '0' ? '1' : '0')),
    }));
    expectRefusal(answer, 403, 'SignatureDoesNotMatch');
    expect(answer).toContain('<StringToSign>AWS4-HMAC-SHA256');
    expect(answer).not.toContain(alice.sessionToken);
    expect(answer).not.toContain(alice.secretAccessKey);
  });

  it('refuses a request whose path, query, method or signed header was changed', async () => {
    const signed = signByHand({
      target: TARGET,
      host: server.host,
      at: server.now,
      credentials: server.credentials(alice),
      headers: { 'x-amz-expected-bucket-owner': '123456789012' },
    });
    const changed = [
      requestText('GET', `${TARGET}2`, signed),
      requestText('GET', `${TARGET}?response-content-type=text/html`, signed),
      requestText('DELETE', TARGET, signed),
      requestText('GET', TARGET, { ...signed, host: 'localhost' }),
      requestText('GET', TARGET, { ...signed, 'x-amz-expected-bucket-owner': '999999999999' }),
    ];
    for (const text of changed) expectRefusal(await server.raw(text), 403, 'SignatureDoesNotMatch');
  });

  it('refuses a request that lacks a header it has signed, even an empty one', async () => {
    const answer = await get({ headers: { 'x-amz-user-agent': '' } }, (headers) =>
      Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'x-amz-user-agent')),
    );
    expectRefusal(answer, 403, 'SignatureDoesNotMatch');
  });

  it('refuses a second Host header, even a signed one', async () => {
    const twice = (headers: Record<string, string>) => ({ ...headers, host: server.host, Host: 'elsewhere' });
    expectRefusal(await get({}, twice), 403, 'SignatureDoesNotMatch');
    expectRefusal(await get({ host: `${server.host},elsewhere` }, twice), 403, 'SignatureDoesNotMatch');
  });

  it('refuses two Authorization headers', async () => {
    const answer = await get({}, (headers) => ({ ...headers, Authorization: headers.authorization ?? '' }));
    expectRefusal(answer, 400, 'AuthorizationHeaderMalformed');
  });

  it('refuses an x-amz- header, a token or a host that is not signed', async () => {
    for (const name of ['x-amz-security-token', 'x-amz-date', 'host']) {
      const answer = await get({ unsigned: [name] });
      expectRefusal(answer, 403, 'AccessDenied');
      expect(answer).toContain(`<HeadersNotSigned>${name}</HeadersNotSigned>`);
    }
    expectRefusal(await get({}, (headers) => ({ ...headers, 'x-amz-meta-a': 'b' })), 403, 'AccessDenied');
  });

  it('does not know the key of a session without its token, however it is signed', async () => {
    const { accessKeyId, secretAccessKey } = alice;
    for (const secret of [secretAccessKey, 'x'.repeat(40)]) {
      const answer = await get({ credentials: { accessKeyId, secretAccessKey: secret } });
      expectRefusal(answer, 403, 'InvalidAccessKeyId');
      expect(answer).toContain(`<AWSAccessKeyId>${accessKeyId}</AWSAccessKeyId>`);
    }
  });

  it('refuses a session with another token, and a long-lived key with one', async () => {
    const { accessKeyId, secretAccessKey } = alice;
    const bobs = server.session('eu-west-1:bob').sessionToken;
    const administrator = server.credentials();
    expectRefusal(
      await get({ credentials: { accessKeyId, secretAccessKey, sessionToken: bobs } }),
      400,
      'InvalidToken',
    );
    expectRefusal(await get({ credentials: { ...administrator, sessionToken: bobs } }), 400, 'InvalidToken');
  });

  it('refuses a session that has expired, from its last second on', async () => {
    const short = server.session(ALICE, { durationSeconds: 900 });
    server.now += 900_000 - 1;
    expect(await get({ session: short })).toContain('HTTP/1.1 200 OK');
    server.now += 1;
    expectRefusal(await get({ session: short }), 400, 'ExpiredToken');
    server.now -= 900_000;
  });

  it('refuses a request that was signed more than 15 minutes ago, or from now', async () => {
    const window = 15 * 60 * 1000;
    const now = (server.now = Math.floor(server.now / 1000) * 1000);
    expect(await get({ at: now - window })).toContain('HTTP/1.1 200 OK');
    expect(await get({ at: now + window })).toContain('HTTP/1.1 200 OK');
    expectRefusal(await get({ at: now - window - 1000 }), 403, 'RequestTimeTooSkewed');
    expectRefusal(await get({ at: now + window + 1000 }), 403, 'RequestTimeTooSkewed');
  });

  it('refuses a signature for another Region, service or day', async () => {
    const region = await get({ region: 'us-east-1' });
    expectRefusal(region, 400, 'AuthorizationHeaderMalformed');
    expect(region).toContain('the region &apos;us-east-1&apos; is wrong; expecting &apos;eu-west-1&apos;');
    expect(region).toContain('<Region>eu-west-1</Region>');

    const day = await get({}, (headers) => ({
      ...headers,
      authorization: (headers.authorization ?? '').replace(/\/\d{8}\//, '/20200101/'),
    }));
    expectRefusal(day, 400, 'AuthorizationHeaderMalformed');

    const service = await get({}, (headers) => ({
      ...headers,
      authorization: (headers.authorization ?? '').replace('/s3/', '/sts/'),
    }));
    expectRefusal(service, 400, 'AuthorizationHeaderMalformed');
  });

  it.each([
    ['no parts', 'AWS4-HMAC-SHA256'],
    ['no credential', 'AWS4-HMAC-SHA256 SignedHeaders=host, Signature=00'],
    ['a part twice', 'AWS4-HMAC-SHA256 Credential=a, Credential=b'],
    ['an unknown part', 'AWS4-HMAC-SHA256 Credentials=a'],
  ])('refuses an Authorization header with %s', async (_, authorization) => {
    const answer = await get({}, (headers) => ({ ...headers, authorization }));
    expectRefusal(answer, 400, 'AuthorizationHeaderMalformed');
  });

  it('refuses signed headers out of order or in upper case, a bad date and a short signature', async () => {
    const replacements: [RegExp, string][] = [
      [/SignedHeaders=host;/, 'SignedHeaders=Host;'],
      [/SignedHeaders=host;([^;]+);/, 'SignedHeaders=$1;host;'],
      [/SignedHeaders=host;/, 'SignedHeaders=host;host;'],
      [/Signature=..../, 'Signature='],
      [/aws4_request/, 'aws5_request'],
    ];
    for (const [pattern, replacement] of replacements) {
      const answer = await get({}, (headers) => ({
        ...headers,
        authorization: (headers.authorization ?? '').replace(pattern, replacement),
      }));
      expectRefusal(answer, 400, 'AuthorizationHeaderMalformed');
    }
    const badDate = await get({}, (headers) => ({ ...headers, 'x-amz-date': 'today' }));
    expectRefusal(badDate, 400, 'AuthorizationHeaderMalformed');
  });

  it.each(['Bearer abc', 'AWS AKIA:sig', 'Basic YTpi'])(
    'refuses %s as a way to sign',
    async (authorization) => {
      expectRefusal(await get({}, (headers) => ({ ...headers, authorization })), 400, 'InvalidRequest');
    },
  );

  it('refuses a signature in the header and in the query at once', async () => {
    const target = `${TARGET}?X-Amz-Algorithm=AWS4-HMAC-SHA256`;
    expectRefusal(await get({ target }), 400, 'InvalidArgument');
  });

  it('refuses a body other than the one that was signed', async () => {
    const method = 'PUT';
    const headers = signByHand({
      method,
      target: TARGET,
      host: server.host,
      at: server.now,
      credentials: server.credentials(alice),
      body: 'signed',
    });
    const answer = await server.raw(requestText(method, TARGET, headers, 'forged'));
    expectRefusal(answer, 400, 'XAmzContentSHA256Mismatch');
    expect(await get()).toContain('\r\n\r\ncontent');
  });

  it('refuses a request that says nothing of its body', async () => {
    expectRefusal(await get({ headers: { 'x-amz-content-sha256': undefined } }), 400, 'InvalidRequest');
    expectRefusal(await get({ headers: { 'x-amz-content-sha256': 'none' } }), 400, 'InvalidArgument');
  });

  it('answers HEAD without a body, refused or not', async () => {
    const good = await get({ method: 'HEAD' });
    expect(good).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*content-length: 7\r\n[^]*\r\n\r\n$/i);
    const refused = await server.raw(requestText('HEAD', TARGET, { host: server.host }));
    expect(refused).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n[^]*\r\n\r\n$/);
  });

  it('lets an SDK client find the sandbox’s time by itself', async () => {
    const session = server.session(ALICE);
    server.now += 3 * 24 * 3600 * 1000;
    const later = server.session(ALICE);
    const s3 = new S3Client({ ...server.s3Config(later), maxAttempts: 3 });
    const expired = new S3Client({ ...server.s3Config(session), maxAttempts: 3 });
    const { ContentLength } = await s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: KEY }));
    expect(ContentLength).toBe(7);
    await expect(expired.send(new GetObjectCommand({ Bucket: BUCKET, Key: KEY }))).rejects.toMatchObject({
      name: 'ExpiredToken',
    });
    s3.destroy();
    expired.destroy();
  });
});
