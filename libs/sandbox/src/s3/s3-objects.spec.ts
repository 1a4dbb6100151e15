import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { AwsServer, BUCKET } from './aws-server.spec-helper.js';

const ALICE = 'eu-west-1:aaaaaaaa-0000-4000-8000-000000000001';

describe('objects, through the unmodified SDK', () => {
  const server = new AwsServer();
  let s3: S3Client;
  const key = (name: string): { Bucket: string; Key: string } => ({
    Bucket: BUCKET,
    Key: `private/${ALICE}/${name}`,
  });
  const read = async (name: string): Promise<string | undefined> =>
    (await s3.send(new GetObjectCommand(key(name)))).Body?.transformToString();

  beforeAll(async () => {
    await server.start();
    s3 = new S3Client(server.s3Config(server.session(ALICE)));
  });
  afterAll(async () => {
    s3.destroy();
    await server.stop();
  });

  it('gives back what was put, as a string, as bytes and as a stream', async () => {
    const text = 'grüße '.repeat(40_000);
    await s3.send(new PutObjectCommand({ ...key('string'), Body: text }));
    await s3.send(new PutObjectCommand({ ...key('bytes'), Body: Buffer.from(text) }));
    const bytes = Buffer.from(text);
    const pieces = [bytes.subarray(0, 1), bytes.subarray(1, 70_000), bytes.subarray(70_000)];
    const stream = { Body: Readable.from(pieces), ContentLength: bytes.length };
    await s3.send(new PutObjectCommand({ ...key('stream'), ...stream }));

    expect(await read('string')).toBe(text);
    expect(await read('bytes')).toBe(text);
    expect(await read('stream')).toBe(text);
  });

  it('lets no page that was put into a bucket act as one of the sandbox', async () => {
    await s3.send(
      new PutObjectCommand({ ...key('page.html'), Body: '<script></script>', ContentType: 'text/html' }),
    );
    const url = await getSignedUrl(s3, new GetObjectCommand(key('page.html')));
    for (const address of [url, `${server.url}/s3/${BUCKET}`]) {
      const { headers } = await fetch(address);
      expect(headers.get('content-security-policy')).toBe('sandbox');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('keeps an empty object', async () => {
    await s3.send(new PutObjectCommand({ ...key('empty'), Body: '' }));
    expect(await read('empty')).toBe('');
  });

  it('keeps type, caching and metadata, and tells the MD5 as the ETag', async () => {
    const put = await s3.send(
      new PutObjectCommand({
        ...key('typed.txt'),
        Body: 'hello',
        ContentType: 'text/plain',
        CacheControl: 'no-store',
        ContentDisposition: 'attachment',
        ContentEncoding: 'identity',
        Metadata: { Author: 'Alice', note: 'two  spaces' },
      }),
    );
    const head = await s3.send(new HeadObjectCommand(key('typed.txt')));

    expect(put.ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
    expect(head).toMatchObject({
      ETag: put.ETag,
      ContentType: 'text/plain',
      ContentLength: 5,
      CacheControl: 'no-store',
      ContentDisposition: 'attachment',
      ContentEncoding: 'identity',
      LastModified: new Date(Math.floor(server.now / 1000) * 1000),
      Metadata: { author: 'Alice', note: 'two  spaces' },
    });
  });

  it('does not keep aws-chunked as the encoding of an object that came as a stream', async () => {
    const Body = Readable.from([Buffer.from('abc')]);
    await s3.send(new PutObjectCommand({ ...key('gz'), Body, ContentLength: 3, ContentEncoding: 'gzip' }));
    const { ContentEncoding } = await s3.send(new HeadObjectCommand(key('gz')));
    expect(ContentEncoding).toBe('gzip');
  });

  it.each(['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const)(
    'verifies and gives back a %s',
    async (algorithm) => {
      const name = `sum-${algorithm}`;
      await s3.send(new PutObjectCommand({ ...key(name), Body: 'summed', ChecksumAlgorithm: algorithm }));
      const got = await s3.send(new GetObjectCommand({ ...key(name), ChecksumMode: 'ENABLED' }));
      expect(got[`Checksum${algorithm}`]).toMatch(/=$/);
      // The SDK compares while it reads.
      expect(await got.Body?.transformToString()).toBe('summed');
    },
  );

  it('refuses a wrong checksum and a wrong MD5, and keeps nothing', async () => {
    const wrongSum = new PutObjectCommand({ ...key('wrong'), Body: 'a', ChecksumCRC32: 'AAAAAA==' });
    const wrongMd5 = new PutObjectCommand({
      ...key('wrong'),
      Body: 'a',
      ContentMD5: 'XUFAKrxLKna5cZ2REBfFkg==',
    });
    const notMd5 = new PutObjectCommand({ ...key('wrong'), Body: 'a', ContentMD5: 'abc' });

    await expect(s3.send(wrongSum)).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(s3.send(wrongMd5)).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(s3.send(notMd5)).rejects.toMatchObject({ name: 'InvalidDigest' });
    await expect(read('wrong')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('gives parts of an object', async () => {
    await s3.send(new PutObjectCommand({ ...key('digits'), Body: '0123456789' }));
    const part = async (Range: string) => {
      const got = await s3.send(new GetObjectCommand({ ...key('digits'), Range }));
      return [await got.Body?.transformToString(), got.ContentRange, got.$metadata.httpStatusCode];
    };

    expect(await part('bytes=2-4')).toEqual(['234', 'bytes 2-4/10', 206]);
    expect(await part('bytes=7-')).toEqual(['789', 'bytes 7-9/10', 206]);
    expect(await part('bytes=-2')).toEqual(['89', 'bytes 8-9/10', 206]);
    expect(await part('bytes=5-500')).toEqual(['56789', 'bytes 5-9/10', 206]);
    expect(await part('bytes=0-1,4-5')).toEqual(['0123456789', undefined, 200]);
    await expect(part('bytes=10-')).rejects.toMatchObject({ name: 'InvalidRange' });
  });

  it('honours conditions', async () => {
    const { ETag = '' } = await s3.send(new PutObjectCommand({ ...key('once'), Body: 'first' }));
    const again = { ...key('once'), Body: 'second' };

    await expect(s3.send(new PutObjectCommand({ ...again, IfNoneMatch: '*' }))).rejects.toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    });
    await expect(s3.send(new PutObjectCommand({ ...again, IfMatch: '"0"' }))).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    await expect(s3.send(new GetObjectCommand({ ...key('once'), IfNoneMatch: ETag }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
    await expect(s3.send(new GetObjectCommand({ ...key('once'), IfMatch: '"0"' }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 412 },
    });
    await expect(
      s3.send(new GetObjectCommand({ ...key('once'), IfModifiedSince: new Date(server.now) })),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    await expect(
      s3.send(new GetObjectCommand({ ...key('once'), IfUnmodifiedSince: new Date(server.now - 60_000) })),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
    expect(await read('once')).toBe('first');

    await s3.send(new PutObjectCommand({ ...again, IfMatch: ETag }));
    expect(await read('once')).toBe('second');
  });

  it('deletes, and deletes again without complaint', async () => {
    await s3.send(new PutObjectCommand({ ...key('gone'), Body: 'x' }));
    await s3.send(new DeleteObjectCommand(key('gone')));
    const again = await s3.send(new DeleteObjectCommand(key('gone')));

    expect(again.$metadata.httpStatusCode).toBe(204);
    await expect(read('gone')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('overwrites', async () => {
    await s3.send(new PutObjectCommand({ ...key('twice'), Body: 'first', Metadata: { a: '1' } }));
    await s3.send(new PutObjectCommand({ ...key('twice'), Body: 'second' }));
    const head = await s3.send(new HeadObjectCommand(key('twice')));
    expect(await read('twice')).toBe('second');
    expect(head.Metadata).toEqual({});
  });

  it('refuses more metadata than 2 KB and keys longer than 1,024 bytes', async () => {
    const Metadata = { large: 'x'.repeat(2048) };
    await expect(s3.send(new PutObjectCommand({ ...key('meta'), Body: '', Metadata }))).rejects.toMatchObject(
      {
        name: 'MetadataTooLarge',
      },
    );
    await expect(s3.send(new PutObjectCommand({ ...key('k'.repeat(1024)), Body: '' }))).rejects.toMatchObject(
      {
        name: 'KeyTooLongError',
      },
    );
  });

  it('refuses a body above 64 MiB', async () => {
    const Body = Buffer.alloc(64 * 1024 * 1024 + 1);
    await expect(s3.send(new PutObjectCommand({ ...key('huge'), Body }))).rejects.toMatchObject({
      name: 'EntityTooLarge',
    });
  });
});
