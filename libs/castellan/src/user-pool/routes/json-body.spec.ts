import { once } from 'node:events';
import { createServer, type IncomingMessage, request as send, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CastellanError } from '../../errors/index.js';
import { readJson, requireJson } from './json-body.js';

/** Sends a body in these pieces and gives what comes of reading it. */
async function outcome(
  pieces: readonly (string | Buffer)[],
  headers: Record<string, string> = { 'content-type': 'application/json' },
): Promise<unknown> {
  let settle: (value: unknown) => void = () => undefined;
  const read = new Promise((resolve) => (settle = resolve));
  const server: Server = createServer((request, response) => {
    const reading = (async (): Promise<unknown> => {
      requireJson(request, 64);
      return readJson(request, 64);
    })();
    void reading
      .catch((error: unknown) => (error as CastellanError).code)
      .then((value) => {
        settle(value);
        response.end();
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = send({ port: (server.address() as AddressInfo).port, method: 'POST', headers });
  const answered = once(client, 'response').then(([response]) => (response as IncomingMessage).resume());
  for (const piece of pieces) client.write(piece);
  client.end();
  const value = await read;
  await answered;
  server.close();
  server.closeAllConnections();
  return value;
}

describe('the body of a request', () => {
  it('is JSON, in however many pieces it comes', async () => {
    expect(await outcome(['{"a":', ' "ä"', '}'])).toEqual({ a: 'ä' });
    expect(await outcome(['{}'], { 'content-type': 'Application/JSON; charset=utf-8' })).toEqual({});
  });

  it('is nothing where nothing was sent', async () => {
    expect(await outcome([])).toBeUndefined();
  });

  it.each([
    ['what is not JSON', ['{"a":'], 'request_body_invalid'],
    ['what is not UTF-8', [Buffer.from([0x22, 0xff, 0x22])], 'request_body_invalid'],
    ['what is too long', ['"', 'a'.repeat(40), 'a'.repeat(40), '"'], 'request_body_too_large'],
  ])('is refused: %s', async (_what, pieces, code) => {
    expect(await outcome(pieces)).toBe(code);
  });

  it.each([
    ['no media type', {}, 'media_type_not_supported'],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'media_type_not_supported'],
    ['a text that starts like it', { 'content-type': 'application/json-seq' }, 'media_type_not_supported'],
    [
      'a length that is too much',
      { 'content-type': 'application/json', 'content-length': '65' },
      'request_body_too_large',
    ],
  ])('is not read: %s', async (_what, headers, code) => {
    expect(await outcome([' '.repeat('content-length' in headers ? 65 : 2)], headers)).toBe(code);
  });

  it('is refused where the client goes away in the middle', async () => {
    let settle: (value: unknown) => void = () => undefined;
    const read = new Promise((resolve) => (settle = resolve));
    const server = createServer((request) => {
      readJson(request, 64).then(settle, (error: unknown) => settle((error as CastellanError).code));
      client.destroy();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = send({ port: (server.address() as AddressInfo).port, method: 'POST' });
    client.on('error', () => undefined);
    client.write('{');
    expect(await read).toBe('request_body_invalid');
    server.close();
    server.closeAllConnections();
  });
});
