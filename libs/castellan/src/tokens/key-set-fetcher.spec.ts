import { createKeySetFetcher } from './key-set-fetcher.js';
import { LoopbackServer, makeKey, serveKeys } from './token-fixtures.spec-helper.js';

const key = makeKey('k1');
const server = new LoopbackServer(serveKeys(key.jwk));
const answer = (type: string | undefined, body: string | Buffer, status = 200) => {
  server.handler = (_request, response) => {
    response.statusCode = status;
    if (type !== undefined) response.setHeader('content-type', type);
    response.end(body);
  };
};
const fetchKeys = (timeoutMs = 2_000) =>
  createKeySetFetcher({ fetch, timeoutMs })(`${server.origin}/.well-known/jwks.json`);
const JSON_TYPE = 'application/json';

beforeAll(() => server.start());
afterAll(() => server.stop());

describe('createKeySetFetcher', () => {
  it.each([
    JSON_TYPE,
    'application/json; charset=utf-8',
    'application/jwk-set+json',
    'Application/JSON;charset=utf-8',
  ])('gets the keys from an answer of type %s', async (type) => {
    answer(type, JSON.stringify({ keys: [key.jwk] }));
    expect(await fetchKeys()).toEqual([{ ...key.jwk }]);
  });

  it('asks for JSON', async () => {
    let accept: string | undefined;
    server.handler = (request, response) => {
      accept = request.headers.accept;
      serveKeys()(request, response);
    };
    expect(await fetchKeys()).toEqual([]);
    expect(accept).toBe('application/json');
  });

  it.each([
    ['text/html', JSON.stringify({ keys: [] })],
    ['text/plain', JSON.stringify({ keys: [] })],
    ['application/jsonp', JSON.stringify({ keys: [] })],
    [undefined, JSON.stringify({ keys: [] })],
  ])('refuses an answer of type %s', async (type, body) => {
    answer(type, body);
    await expect(fetchKeys()).rejects.toThrow('it did not answer with JSON');
  });

  it.each([
    ['<!doctype html>', 'its answer is refused: it is not JSON'],
    ['[]', 'its answer is refused: it is not a JSON object'],
    ['{"keys":[],"keys":[]}', 'its answer is refused: it has duplicate member names'],
    ['', 'its answer is refused: it is not JSON'],
    ['{}', 'its answer has no array called keys'],
    ['{"keys":{}}', 'its answer has no array called keys'],
    [Buffer.from([0x7b, 0xff, 0x7d]), 'its answer is refused: it is not UTF-8'],
  ])('refuses the body %j', async (body, reason) => {
    answer(JSON_TYPE, body);
    await expect(fetchKeys()).rejects.toThrow(reason);
  });

  it.each([201, 304, 400, 404, 500, 503])('refuses status %d', async (status) => {
    answer(JSON_TYPE, status === 304 ? '' : '{"keys":[]}', status);
    await expect(fetchKeys()).rejects.toThrow(`it answered with status ${status}, not 200`);
  });

  it.each([301, 302, 303, 307, 308])('does not follow a redirect with status %d', async (status) => {
    const other = new LoopbackServer(serveKeys(key.jwk));
    await other.start();
    server.handler = (_request, response) => {
      response.writeHead(status, { location: `${other.origin}/jwks.json` }).end();
    };
    await expect(fetchKeys()).rejects.toThrow('the request failed: unexpected redirect');
    await other.stop();
    expect(other.requests).toBe(0);
  });

  it('gives up on a server that does not answer', async () => {
    server.handler = () => undefined;
    await expect(fetchKeys(100)).rejects.toThrow('it did not answer within 100 ms');
  });

  it('gives up on an answer that drips, whatever arrives meanwhile', async () => {
    let closed: Promise<void> | undefined;
    server.handler = (_request, response) => {
      response.setHeader('content-type', JSON_TYPE);
      response.write('{"keys":[');
      const drip = setInterval(() => response.write(' '), 10);
      closed = new Promise((resolve) => {
        response.on('close', () => {
          clearInterval(drip);
          resolve();
        });
      });
    };
    await expect(fetchKeys(150)).rejects.toThrow('it did not answer within 150 ms');
    await closed;
  });

  it('stops reading an answer of more than 256 KiB, and closes the connection', async () => {
    let written = 0;
    let closed: Promise<void> | undefined;
    server.handler = (_request, response) => {
      response.setHeader('content-type', JSON_TYPE);
      const write = () => {
        while (!response.destroyed && written < 64 * 1024 * 1024) {
          written += 65_536;
          if (!response.write(Buffer.alloc(65_536, 0x20))) return;
        }
      };
      response.on('drain', write);
      closed = new Promise((resolve) => {
        response.on('close', resolve);
      });
      write();
    };
    await expect(fetchKeys()).rejects.toThrow('its answer is longer than 262144 bytes');
    await closed;
    expect(written).toBeLessThan(16 * 1024 * 1024);
  });

  it('accepts an answer of exactly 256 KiB', async () => {
    answer(JSON_TYPE, '{"keys":[]}'.padEnd(256 * 1024));
    expect(await fetchKeys()).toEqual([]);
  });

  it('says why a connection failed', async () => {
    server.handler = (request) => request.socket.destroy();
    await expect(fetchKeys()).rejects.toThrow(/^the request failed: (?!fetch failed)/);
    await expect(createKeySetFetcher({ fetch })('http://127.0.0.1:1/')).rejects.toThrow(
      /^the request failed: /,
    );
  });

  it.each([
    [new Error('broken'), 'the request failed: broken'],
    [new Error('broken', { cause: new Error('why') }), 'the request failed: why'],
    // Whether this is an error of the language differs between versions of Node.
    [new DOMException('broken'), /^the request failed: (?:broken|no reason is given)$/],
  ])('bears a fetch that rejects with %p', async (fault, reason) => {
    const rejecting = () => Promise.reject(fault);
    await expect(createKeySetFetcher({ fetch: rejecting })(server.origin)).rejects.toThrow(reason);
  });

  it('bears a fetch that does not heed the signal', async () => {
    const deaf = () => new Promise<Response>(() => undefined);
    await expect(createKeySetFetcher({ fetch: deaf, timeoutMs: 50 })(server.origin)).rejects.toThrow(
      'it did not answer within 50 ms',
    );
  });

  it.each(['http://idp.example/jwks.json', 'ftp://127.0.0.1/jwks.json', 'http://127.0.0.1.example/'])(
    'does not ask %s',
    async (address) => {
      let asked = false;
      const recording: typeof fetch = (...parameters) => {
        asked = true;
        return fetch(...parameters);
      };
      await expect(createKeySetFetcher({ fetch: recording })(address)).rejects.toThrow(
        'the address is not https',
      );
      expect(asked).toBe(false);
    },
  );
});
