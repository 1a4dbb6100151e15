import {
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AwsServer, BUCKET } from './aws-server.spec-helper.js';
import { requestText, signByHand } from './hand-signed.spec-helper.js';

describe('buckets and lists, as the administrator', () => {
  const server = new AwsServer();
  let s3: S3Client;

  beforeAll(async () => {
    await server.start();
    s3 = new S3Client(server.s3Config());
  });
  afterAll(async () => {
    s3.destroy();
    await server.stop();
  });

  it('creates, heads and lists buckets', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'another.one' }));
    const head = await s3.send(new HeadBucketCommand({ Bucket: 'another.one' }));
    const { Buckets, Owner } = await s3.send(new ListBucketsCommand());

    expect(head.BucketRegion).toBe('eu-west-1');
    expect(Owner?.ID).toBe('123456789012');
    expect(Buckets?.map(({ Name }) => Name)).toEqual(['another.one', BUCKET]);
    expect(Buckets?.[0]?.CreationDate).toEqual(new Date(server.now));
    expect(server.s3.bucketNames()).toEqual(['another.one', BUCKET]);
  });

  it('refuses a bucket that exists, has an impossible name, or is for another Region', async () => {
    const create = (Bucket: string, LocationConstraint?: 'us-west-2') =>
      s3.send(
        new CreateBucketCommand({
          Bucket,
          ...(LocationConstraint ? { CreateBucketConfiguration: { LocationConstraint } } : {}),
        }),
      );
    await expect(create(BUCKET)).rejects.toMatchObject({ name: 'BucketAlreadyOwnedByYou' });
    await expect(create('Upper-Case')).rejects.toMatchObject({ name: 'InvalidBucketName' });
    await expect(create('elsewhere', 'us-west-2')).rejects.toMatchObject({
      name: 'IllegalLocationConstraintException',
    });
  });

  describe('reads the configuration of a new bucket', () => {
    let made = 0;
    const create = (body: string): Promise<string> => {
      made += 1;
      const target = `/s3/configured-${made}`;
      const { host, now: at } = server;
      const headers = signByHand({
        method: 'PUT',
        target,
        host,
        at,
        credentials: server.credentials(),
        body,
      });
      return server.raw(requestText('PUT', target, headers, body));
    };
    const element = (content: string) =>
      `<CreateBucketConfiguration xmlns="x">${content}</CreateBucketConfiguration>`;
    const here = '<LocationConstraint>eu-west-1</LocationConstraint>';

    it.each([element(here), element(''), `<?xml version="1.0"?>\n${element(`\n  ${here}\n`)}\n`])(
      'takes %j',
      async (body) => {
        expect(await create(body)).toContain('HTTP/1.1 200 OK');
      },
    );

    it.each([element('<Bucket/>'), element(here + here), 'x', '<CreateBucketConfiguration>'])(
      'refuses %j',
      async (body) => {
        expect(await create(body)).toContain('<Code>NotImplemented</Code>');
      },
    );

    it('refuses more than 4 KiB without looking at them', async () => {
      const spaces = ' '.repeat(200_000);
      expect(await create(`<CreateBucketConfiguration>${spaces}x`)).toContain(
        '<Code>MaxMessageLengthExceeded</Code>',
      );
    });
  });

  it('says which bucket does not exist', async () => {
    const missing = { Bucket: 'missing' };
    await expect(s3.send(new ListObjectsV2Command(missing))).rejects.toMatchObject({
      name: 'NoSuchBucket',
      BucketName: 'missing',
    });
    await expect(s3.send(new GetObjectCommand({ ...missing, Key: 'a' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
    await expect(s3.send(new HeadBucketCommand(missing))).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('lists in the order of UTF-8, page by page', async () => {
    const keys = ['a', 'b/1', 'b/2', 'c', 'd/1', 'z', '\uffee', '😀'];
    for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: Key }));

    const seen: string[] = [];
    let ContinuationToken: string | undefined;
    let pages = 0;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({
          Bucket: BUCKET,
          MaxKeys: 3,
          ...(ContinuationToken ? { ContinuationToken } : {}),
        }),
      );
      seen.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
      expect(page.IsTruncated).toBe(page.NextContinuationToken !== undefined);
      expect(page.KeyCount).toBe(page.Contents?.length);
      ContinuationToken = page.NextContinuationToken;
      pages++;
    } while (ContinuationToken);

    expect(seen).toEqual(keys);
    expect(pages).toBe(3);
  });

  it('folds keys at the delimiter, and starts after a key', async () => {
    const folded = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Delimiter: '/' }));
    expect(folded.CommonPrefixes).toEqual([{ Prefix: 'b/' }, { Prefix: 'd/' }]);
    expect(folded.Contents?.map(({ Key }) => Key)).toEqual(['a', 'c', 'z', '\uffee', '😀']);
    expect(folded.KeyCount).toBe(7);

    const rest = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, StartAfter: 'd/1' }));
    expect(rest.Contents?.map(({ Key }) => Key)).toEqual(['z', '\uffee', '😀']);
    expect(rest.Contents?.[0]).toMatchObject({
      ETag: '"fbade9e36a3f36d3d676c1b808451dd7"',
      Size: 1,
      StorageClass: 'STANDARD',
    });
  });

  it('names the owner of every object if asked, and only then', async () => {
    const owners = async (FetchOwner?: boolean) => {
      const { Contents } = await s3.send(
        new ListObjectsV2Command({
          Bucket: BUCKET,
          MaxKeys: 2,
          ...(FetchOwner !== undefined && { FetchOwner }),
        }),
      );
      return Contents?.map(({ Owner }) => Owner);
    };
    expect(await owners(true)).toEqual([{ ID: '123456789012' }, { ID: '123456789012' }]);
    expect(await owners(false)).toEqual([undefined, undefined]);
    expect(await owners()).toEqual([undefined, undefined]);
    const target = `/s3/${BUCKET}?list-type=2&fetch-owner=yes`;
    const { host, now: at } = server;
    const headers = signByHand({ target, host, at, credentials: server.credentials() });
    expect(await server.raw(requestText('GET', target, headers))).toContain('<Code>InvalidArgument</Code>');
  });

  it('refuses a list that it does not understand', async () => {
    const list = (input: object) => s3.send(new ListObjectsV2Command({ Bucket: BUCKET, ...input }));
    await expect(list({ MaxKeys: -1 })).rejects.toMatchObject({ name: 'InvalidArgument' });
    await expect(list({ ContinuationToken: 'x' })).rejects.toMatchObject({ name: 'InvalidArgument' });
    await expect(list({ EncodingType: 'hex' })).rejects.toMatchObject({ name: 'InvalidArgument' });
    expect((await list({ MaxKeys: 0 })).IsTruncated).toBe(false);
  });

  it('refuses two prefixes, of which one was decided upon and the other would be listed', async () => {
    const target = `/s3/${BUCKET}?list-type=2&prefix=mine/&prefix=yours/`;
    const { host, now: at } = server;
    const headers = signByHand({ target, host, at, credentials: server.credentials() });
    expect(await server.raw(requestText('GET', target, headers))).toContain('<Code>InvalidArgument</Code>');
  });

  it('refuses what it does not have, and does no half of it', async () => {
    const object = { Bucket: BUCKET, Key: 'a' };
    const refused = [
      s3.send(new GetObjectAclCommand(object)),
      s3.send(new GetObjectCommand({ ...object, VersionId: '1' })),
      s3.send(new GetObjectCommand({ ...object, PartNumber: 1 })),
      s3.send(new ListObjectsCommand({ Bucket: BUCKET })),
      s3.send(new CreateMultipartUploadCommand(object)),
      s3.send(new CopyObjectCommand({ ...object, CopySource: `${BUCKET}/c` })),
      s3.send(new PutObjectCommand({ ...object, Body: 'x', ACL: 'public-read' })),
      s3.send(new PutObjectCommand({ ...object, Body: 'x', Tagging: 'a=b' })),
      s3.send(new PutObjectCommand({ ...object, Body: 'x', ServerSideEncryption: 'aws:kms' })),
      s3.send(new PutObjectTaggingCommand({ ...object, Tagging: { TagSet: [] } })),
      s3.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects: [{ Key: 'a' }] } })),
    ];
    for (const result of await Promise.allSettled(refused)) {
      expect(result).toMatchObject({
        status: 'rejected',
        reason: { name: 'NotImplemented', $metadata: { httpStatusCode: 501 } },
      });
    }
    const kept = await s3.send(new GetObjectCommand(object));
    expect(await kept.Body?.transformToString()).toBe('a');
  });

  it('refuses a request meant for the bucket of another account', async () => {
    const command = new GetObjectCommand({ Bucket: BUCKET, Key: 'a', ExpectedBucketOwner: '999999999999' });
    await expect(s3.send(command)).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
