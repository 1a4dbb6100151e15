import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { AwsServer, BUCKET } from './aws-server.spec-helper.js';

const ALICE = 'eu-west-1:aaaaaaaa-0000-4000-8000-000000000001';
const WEEK = 7 * 24 * 3600;

describe('presigned URLs', () => {
  const server = new AwsServer();
  let s3: S3Client;
  const object = { Bucket: BUCKET, Key: `private/${ALICE}/a b+ü(1)*?.txt` };
  const at = (options: object = {}) => ({ signingDate: new Date(server.now), ...options });
  const codeOf = async (response: Response): Promise<string | undefined> =>
    /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1];

  beforeAll(async () => {
    await server.start();
    server.now = Math.floor(server.now / 1000) * 1000;
    s3 = new S3Client(server.s3Config(server.session(ALICE)));
  });
  afterAll(async () => {
    s3.destroy();
    await server.stop();
  });

  it('puts and gets an object with a plain HTTP client', async () => {
    const put = await getSignedUrl(s3, new PutObjectCommand({ ...object, Metadata: { by: 'alice' } }), at());
    const headers = { 'content-type': 'text/plain' };
    const stored = await fetch(put, { method: 'PUT', body: 'from a browser', headers });
    expect(stored.status).toBe(200);

    const got = await fetch(await getSignedUrl(s3, new GetObjectCommand(object), at()));
    expect(await got.text()).toBe('from a browser');
    expect(got.headers.get('content-type')).toBe('text/plain');
    expect(got.headers.get('x-amz-meta-by')).toBe('alice');
  });

  it('holds an upload to the MD5 that was named at signing', async () => {
    const ContentMD5 = 'fE8pQHiTwzSmy3qHvwRcDQ==';
    const url = await getSignedUrl(
      s3,
      new PutObjectCommand({ ...object, Key: `${object.Key}.2`, ContentMD5 }),
      at(),
    );
    const upload = (body: string) =>
      fetch(url, { method: 'PUT', body, headers: { 'content-md5': ContentMD5 } });
    expect(await codeOf(await upload('wrong'))).toBe('BadDigest');
    expect((await upload('right')).status).toBe(200);
  });

  it('answers with the headers that the URL asks for', async () => {
    const command = new GetObjectCommand({
      ...object,
      ResponseContentType: 'text/csv',
      ResponseContentDisposition: 'attachment; filename="a b.csv"',
    });
    const got = await fetch(await getSignedUrl(s3, command, at()));
    expect(got.headers.get('content-type')).toBe('text/csv');
    expect(got.headers.get('content-disposition')).toBe('attachment; filename="a b.csv"');
  });

  it('refuses an answer header that would start another header', async () => {
    const command = new GetObjectCommand({ ...object, ResponseContentType: 'text/html\r\nset-cookie: a=b' });
    const got = await fetch(await getSignedUrl(s3, command, at()));
    expect(got.status).toBe(400);
    expect(got.headers.get('set-cookie')).toBeNull();
  });

  it('expires', async () => {
    const url = await getSignedUrl(s3, new GetObjectCommand(object), at({ expiresIn: 60 }));
    server.now += 59_999;
    expect((await fetch(url)).status).toBe(200);
    server.now += 1;
    const late = await fetch(url);
    server.now -= 60_000;
    expect(late.status).toBe(403);
    expect(await late.text()).toContain('<Message>Request has expired</Message>');
  });

  it('ends with the session that signed it', async () => {
    const url = await getSignedUrl(s3, new GetObjectCommand(object), at({ expiresIn: WEEK }));
    server.now += 3600_000;
    expect(await codeOf(await fetch(url))).toBe('ExpiredToken');
    server.now -= 3600_000;
  });

  it('refuses a URL from the future', async () => {
    const signingDate = new Date(server.now + 16 * 60_000);
    const url = await getSignedUrl(s3, new GetObjectCommand(object), { signingDate });
    expect(await codeOf(await fetch(url))).toBe('AccessDenied');
  });

  it.each([
    ['more than a week', `X-Amz-Expires=${WEEK + 1}`],
    ['no time', 'X-Amz-Expires=0'],
    ['a negative time', 'X-Amz-Expires=-1'],
    ['no number', 'X-Amz-Expires=long'],
  ])('refuses a URL that is to hold %s', async (_, expires) => {
    const url = await getSignedUrl(s3, new GetObjectCommand(object), at());
    const response = await fetch(url.replace(/X-Amz-Expires=\d+/, expires));
    expect(response.status).toBe(400);
    expect(await codeOf(response)).toBe('AuthorizationQueryParametersError');
  });

  it('refuses a URL whose life, key, token or method was changed', async () => {
    const url = await getSignedUrl(s3, new GetObjectCommand(object), at({ expiresIn: 60 }));
    const other = server.session('eu-west-1:other').sessionToken;
    const changed = [
      url.replace('X-Amz-Expires=60', 'X-Amz-Expires=600'),
      url.replace('.txt?', '.csv?'),
      url.replace(/X-Amz-Security-Token=[^&]+/, `X-Amz-Security-Token=${encodeURIComponent(other)}`),
      url.replace('x-id=GetObject', 'x-id=PutObject'),
    ];
    for (const each of changed) expect(await codeOf(await fetch(each))).toBe('SignatureDoesNotMatch');
    expect(await codeOf(await fetch(url, { method: 'DELETE' }))).toBe('SignatureDoesNotMatch');
  });

  it('refuses a parameter given twice, and a header that was not signed', async () => {
    const url = await getSignedUrl(s3, new GetObjectCommand(object), at());
    expect(await codeOf(await fetch(`${url}&X-Amz-Expires=1`))).toBe('AuthorizationQueryParametersError');
    const sneaked = await fetch(url, { headers: { 'x-amz-expected-bucket-owner': '123456789012' } });
    expect(await codeOf(sneaked)).toBe('AccessDenied');
    const token = await fetch(url, { headers: { 'x-amz-security-token': 'abc' } });
    expect(await codeOf(token)).toBe('AuthorizationQueryParametersError');
  });

  it('checks what the signer may do, as without a URL', async () => {
    const foreign = { Bucket: BUCKET, Key: 'private/somebody-else/file' };
    const url = await getSignedUrl(s3, new GetObjectCommand(foreign), at());
    expect(await codeOf(await fetch(url))).toBe('AccessDenied');
  });
});
