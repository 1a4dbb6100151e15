import { crc32 } from 'node:zlib';
import { AwsServer, BUCKET } from './aws-server.spec-helper.js';
import { requestText, signByHand } from './hand-signed.spec-helper.js';

const TARGET = `/s3/${BUCKET}/file`;
const base64Crc = (text: string): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return bytes.toString('base64');
};

describe('bodies in chunks', () => {
  const server = new AwsServer();
  beforeAll(() => server.start());
  afterAll(() => server.stop());

  const put = (body: string, headers: Record<string, string | undefined>): Promise<string> => {
    const signed = signByHand({
      method: 'PUT',
      target: TARGET,
      host: server.host,
      at: server.now,
      credentials: server.credentials(),
      headers: { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', ...headers },
    });
    return server.raw(requestText('PUT', TARGET, signed, body));
  };
  const trailer = { 'x-amz-trailer': 'x-amz-checksum-crc32', 'x-amz-decoded-content-length': '5' };
  const crc = `x-amz-checksum-crc32:${base64Crc('hello')}`;

  it('puts the chunks together', async () => {
    const answer = await put(`3\r\nhel\r\n2\r\nlo\r\n0\r\n${crc}\r\n\r\n`, trailer);
    expect(answer).toContain('HTTP/1.1 200 OK');
    expect(answer).toContain('etag: "5d41402abc4b2a76b9719d911017c592"');
    const none = await put('5\r\nhello\r\n0\r\n\r\n', { 'x-amz-decoded-content-length': '5' });
    expect(none).toContain('HTTP/1.1 200 OK');
  });

  it.each([
    ['a wrong checksum', `5\r\nhallo\r\n0\r\n${crc}\r\n\r\n`, trailer, 'BadDigest'],
    ['no trailer though one was announced', '5\r\nhello\r\n0\r\n\r\n', trailer, 'MalformedTrailerError'],
    [
      'a trailer that was not announced',
      `5\r\nhello\r\n0\r\n${crc}\r\n\r\n`,
      { 'x-amz-decoded-content-length': '5' },
      'MalformedTrailerError',
    ],
    ['another length than announced', `4\r\nhell\r\n0\r\n${crc}\r\n\r\n`, trailer, 'IncompleteBody'],
    ['a chunk that is cut off', '5\r\nhel', trailer, 'IncompleteBody'],
    ['a chunk that is too long', `4\r\nhello\r\n0\r\n${crc}\r\n\r\n`, trailer, 'IncompleteBody'],
    ['a size that is too long', `000000005\r\nhello\r\n0\r\n${crc}\r\n\r\n`, trailer, 'IncompleteBody'],
    ['no size', '\r\n', trailer, 'IncompleteBody'],
    ['no bytes at all', '', trailer, 'IncompleteBody'],
    ['a size that is none', `x\r\nhello\r\n0\r\n${crc}\r\n\r\n`, trailer, 'IncompleteBody'],
    ['bytes after its end', `5\r\nhello\r\n0\r\n${crc}\r\n\r\nmore`, trailer, 'IncompleteBody'],
    ['no end', `5\r\nhello\r\n0\r\n${crc}\r\n`, trailer, 'IncompleteBody'],
    ['a trailer twice', `5\r\nhello\r\n0\r\n${crc}\r\n${crc}\r\n\r\n`, trailer, 'IncompleteBody'],
    [
      'an announced length that is none',
      '5\r\nhello\r\n0\r\n\r\n',
      { 'x-amz-decoded-content-length': 'five' },
      'InvalidArgument',
    ],
    [
      'an announced length above the largest object',
      '5\r\nhello\r\n0\r\n\r\n',
      { 'x-amz-decoded-content-length': '999999999999' },
      'EntityTooLarge',
    ],
    [
      'more frame than there can be',
      '0'.repeat(300_000),
      { 'x-amz-decoded-content-length': '5' },
      'IncompleteBody',
    ],
    ['no announced length', '5\r\nhello\r\n0\r\n\r\n', {}, 'MissingContentLength'],
    [
      'a checksum of an unknown kind',
      '5\r\nhello\r\n0\r\nx-amz-checksum-crc64nvme:AAAAAAAAAAA=\r\n\r\n',
      { ...trailer, 'x-amz-trailer': 'x-amz-checksum-crc64nvme' },
      'NotImplemented',
    ],
    [
      'signed chunks',
      '5;chunk-signature=0\r\nhello\r\n0\r\n\r\n',
      { ...trailer, 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' },
      'NotImplemented',
    ],
  ])('refuses a body with %s', async (_, body, headers, code) => {
    expect(await put(body, headers)).toContain(`<Code>${code}</Code>`);
  });

  it('refuses a body of unknown length', async () => {
    const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'transfer-encoding': 'chunked' };
    const answer = await put('5\r\nhello\r\n0\r\n\r\n', headers);
    expect(answer).toContain('<Code>NotImplemented</Code>');
    expect(answer).toContain('<Header>Transfer-Encoding</Header>');
  });

  it('refuses two checksums, and one that was announced and is not there', async () => {
    const plain = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
    const two = { 'x-amz-checksum-crc32': base64Crc('hello'), 'x-amz-checksum-sha1': 'x' };
    expect(await put('hello', { ...plain, ...two })).toContain('<Code>InvalidRequest</Code>');
    const announced = { 'x-amz-sdk-checksum-algorithm': 'CRC32' };
    expect(await put('hello', { ...plain, ...announced })).toContain('<Code>InvalidRequest</Code>');
  });

  it('refuses a body of absurdly many small chunks', async () => {
    const count = 20_000;
    const answer = await put(`${'1\r\nX\r\n'.repeat(count)}0\r\n\r\n`, {
      'x-amz-decoded-content-length': String(count),
    });
    expect(answer).toContain('HTTP/1.1 403 ');
    expect(answer).toContain('<Code>InvalidChunkSizeError</Code>');
  });

  it('survives, and logs as its doing, a client that goes away in the middle of a body', async () => {
    const signed = signByHand({
      method: 'PUT',
      target: TARGET,
      host: server.host,
      at: server.now,
      credentials: server.credentials(),
      headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'content-length': '100' },
    });
    server.s3.clearRequests();
    await server.raw(`${requestText('PUT', TARGET, signed)}half`);
    expect(server.s3.requests).toMatchObject([
      { operation: 'PutObject', key: 'file', status: 400, errorCode: 'IncompleteBody' },
    ]);
    const answer = await put('5\r\nhello\r\n0\r\n\r\n', { 'x-amz-decoded-content-length': '5' });
    expect(answer).toContain('HTTP/1.1 200 OK');
  });
});
