import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Session } from '../sts/session.js';
import { AwsServer, BUCKET } from './aws-server.spec-helper.js';
import { requestText, signByHand } from './hand-signed.spec-helper.js';

const ALICE = 'eu-west-1:aaaaaaaa-0000-4000-8000-000000000001';
const BOB = 'eu-west-1:bbbbbbbb-0000-4000-8000-000000000002';

const KEYS = [
  'a b',
  'a+b',
  'a%20b',
  'a%2Fb',
  'ü/日本/😀',
  '*',
  '?',
  'x?versionId=1',
  '#fragment',
  '..',
  './a',
  '../a',
  'a//b',
  '/leading',
  'trailing/',
  "!'()~$&,:;=@",
  '<&>"',
  '\\',
  'a\tb',
  '${aws:userid}',
];

describe('keys, exactly as they are', () => {
  const server = new AwsServer();
  let alice: Session;
  let s3: S3Client;
  let administrator: S3Client;

  beforeAll(async () => {
    await server.start();
    alice = server.session(ALICE);
    s3 = new S3Client(server.s3Config(alice));
    administrator = new S3Client(server.s3Config());
  });
  afterAll(async () => {
    s3.destroy();
    administrator.destroy();
    await server.stop();
  });

  /** Sends a target as written; the signature is right for what the target decodes to. */
  const send = (method: string, target: string, body = '', session = alice): Promise<string> => {
    const { host, now: at } = server;
    const credentials = server.credentials(session);
    return server.raw(
      requestText(method, target, signByHand({ method, target, host, at, credentials, body }), body),
    );
  };

  it.each(KEYS)('keeps %j apart from every other', async (name) => {
    const object = { Bucket: BUCKET, Key: `private/${ALICE}/${name}` };
    await s3.send(new PutObjectCommand({ ...object, Body: `content of ${name}` }));

    const got = await s3.send(new GetObjectCommand(object));
    expect(await got.Body?.transformToString()).toBe(`content of ${name}`);
    expect(server.s3.requests.at(-1)?.key).toBe(object.Key);
  });

  it('lists them all, as they are and encoded', async () => {
    const question = { Bucket: BUCKET, Prefix: `private/${ALICE}/` };
    const plain = await s3.send(new ListObjectsV2Command(question));
    const names = plain.Contents?.map(({ Key = '' }) => Key.slice(question.Prefix.length));
    expect(new Set(names)).toEqual(new Set(KEYS));

    const encoded = await s3.send(new ListObjectsV2Command({ ...question, EncodingType: 'url' }));
    const decoded = encoded.Contents?.map(({ Key = '' }) =>
      decodeURIComponent(Key.replaceAll('+', ' ')).slice(question.Prefix.length),
    );
    expect(new Set(decoded)).toEqual(new Set(KEYS));
  });

  it.each(['..', '%2e%2e', '.%2E'])('never lets %s reach another user’s object', async (dots) => {
    const bobs = { Bucket: BUCKET, Key: `private/${BOB}/secret` };
    await administrator.send(new PutObjectCommand({ ...bobs, Body: 'of Bob' }));

    const target = `/s3/${BUCKET}/private/${ALICE}/${dots}/${BOB}/secret`;
    expect(await send('PUT', target, 'of Alice')).toContain('HTTP/1.1 200 OK');
    expect(server.s3.requests.at(-1)?.key).toBe(`private/${ALICE}/../${BOB}/secret`);

    const kept = await administrator.send(new GetObjectCommand(bobs));
    expect(await kept.Body?.transformToString()).toBe('of Bob');
    expect(await send('GET', `/s3/${BUCKET}/private/${BOB}/secret`)).toContain('HTTP/1.1 403 Forbidden');
  });

  it('decodes a key once, with %2F as a slash and + as a space', async () => {
    const keyOf = async (encoded: string): Promise<string | undefined> => {
      await send('GET', `/s3/${BUCKET}/${encoded}`);
      return server.s3.requests.at(-1)?.key;
    };
    expect(await keyOf('a%252Fb')).toBe('a%2Fb');
    expect(await keyOf('a%2Fb')).toBe('a/b');
    expect(await keyOf('a+b%2Bc')).toBe('a b+c');
    expect(await keyOf('%61%C3%BC')).toBe('aü');
  });

  it.each([
    ['a broken escape', '/%zz'],
    ['half an escape', '/%4'],
    ['bytes that are not UTF-8', '/%ff'],
    ['an overlong slash', '/%c0%af'],
    ['half a surrogate pair', '/%ed%a0%80'],
    ['a broken escape in the query', '?prefix=%zz'],
    ['bytes beyond ASCII', '/\xfc'],
    ['a slash in the bucket’s name', '%2Fprivate/x'],
    ['no bucket', ''],
  ])('refuses %s', async (name, suffix) => {
    const target = name === 'no bucket' ? '/s3//key' : `/s3/${BUCKET}${suffix}`;
    const answer = await server.raw(requestText('GET', target, { host: server.host }));
    expect(answer).toContain('HTTP/1.1 400 Bad Request');
  });

  it('refuses a path that only begins like its own', async () => {
    const answer = await server.raw(requestText('GET', `/s3x/${BUCKET}`, { host: server.host }));
    expect(answer).toContain('<Code>InvalidURI</Code>');
  });
});
