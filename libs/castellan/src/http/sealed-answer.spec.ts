import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { connect, createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { InvalidTokenError, toAnswer } from '../errors/index.js';
import { sealAnswer } from './sealed-answer.js';

const ANSWER = toAnswer(new InvalidTokenError('token_expired', 'expired'));

async function answerOf(write: (response: ServerResponse) => void, method = 'GET'): Promise<Response> {
  const listener: RequestListener = (_request, response) => {
    response.setHeader('access-control-allow-origin', 'https://app.example');
    response.setHeader('etag', '"old"');
    sealAnswer(response, ANSWER);
    write(response);
  };
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}`, { method });
    const body = await response.arrayBuffer();
    return new Response(body.byteLength === 0 ? null : body, response);
  } finally {
    server.close();
  }
}

const WRITERS: [string, (response: ServerResponse) => void][] = [
  ['ends it', (response) => void response.end()],
  ['ends it with a callback', (response) => void response.end(() => undefined)],
  ['ends it with a body', (response) => void response.end('of the filter', 'utf8')],
  [
    'writes a head and a body',
    (response) => void response.writeHead(200, { 'content-length': 3 }).end('abc'),
  ],
  [
    'writes a head with a reason and a list of headers',
    (response) =>
      void response.writeHead(200, 'Fine', ['content-type', 'text/html', 'x-kept', 'yes']).end('abc'),
  ],
  [
    'writes in pieces',
    (response) => {
      response.statusCode = 500;
      response.write('a');
      response.write('b');
      response.end('c');
    },
  ],
  ['streams', (response) => void Readable.from(['a', 'b']).pipe(response)],
  [
    'ends it twice, the second time with a body',
    (response) => {
      response.writeHead(500).end('abc');
      response.end('again');
    },
  ],
  [
    'sets a reason phrase, challenges and a trailer of its own',
    (response) => {
      response.statusMessage = 'The caller is not in the group admins';
      response.setHeader('www-authenticate', 'Basic realm="filter"');
      response.setHeader('retry-after', '1');
      response.setHeader('trailer', 'x-checksum');
      response.end('abc');
    },
  ],
  ['redirects', (response) => void response.writeHead(302, { location: 'https://evil.example' }).end()],
];

describe('a sealed answer', () => {
  it.each(WRITERS)('goes out when somebody %s', async (_name, write) => {
    const response = await answerOf(write);
    expect([response.status, response.statusText]).toEqual([401, 'Unauthorized']);
    expect(response.headers.get('retry-after')).toBeNull();
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="api", error="invalid_token"');
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('etag')).toBeNull();
    expect(response.headers.get('location')).toBeNull();
    expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(await response.json()).toEqual(ANSWER.body);
  });

  it('keeps headers that say nothing about the body', async () => {
    const response = await answerOf((res) => void res.writeHead(200, { 'x-request-id': '7' }).end());
    expect(response.headers.get('x-request-id')).toBe('7');
  });

  it('has no body for HEAD', async () => {
    const response = await answerOf((res) => void res.end('abc'), 'HEAD');
    expect([response.status, await response.text()]).toEqual([401, '']);
  });

  it('can be sealed twice: the last one holds', async () => {
    const other = toAnswer(new InvalidTokenError('token_malformed', 'malformed'));
    const response = await answerOf((res) => {
      sealAnswer(res, other);
      res.end();
    });
    expect(await response.json()).toMatchObject({ code: 'token_expired' });
  });

  it('goes out over HTTP/2, whose responses write the body of end() through write()', async () => {
    const server = createHttp2Server((_request, response) => {
      sealAnswer(response as unknown as ServerResponse, ANSWER);
      response.end('of the filter');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const stream = session.request({ ':path': '/' });
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    session.close();
    server.close();
    expect(headers).toMatchObject({
      ':status': 401,
      'www-authenticate': 'Bearer realm="api", error="invalid_token"',
    });
    expect(JSON.parse(Buffer.concat(chunks).toString())).toEqual(ANSWER.body);
  });

  it('leaves a response alone whose head is out', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200);
      sealAnswer(response, ANSWER);
      response.end('already');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect([response.status, await response.text()]).toEqual([200, 'already']);
    server.close();
  });
});
