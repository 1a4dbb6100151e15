import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { sendJson } from './answers.js';
import { createRouter, type Route } from './router.js';
import { SandboxServer } from './sandbox-server.js';
import { ServiceError } from './service-error.js';

const routes: Route[] = [
  {
    method: 'GET',
    path: '/pools/:id/keys',
    handle: ({ response, parameters }) => sendJson(response, parameters),
  },
  {
    method: '*',
    path: '/s3/*',
    handle: ({ request, response }) => sendJson(response, { method: request.method, url: request.url }),
  },
  {
    method: 'POST',
    path: '/refuse',
    handle: () => {
      throw new ServiceError('NotAuthorizedException', 'No: “quoted”\r\nx-injected: 1');
    },
  },
  { method: 'GET', path: '/sandbox', handle: ({ response }) => sendJson(response, { keys: [] }) },
  { method: 'POST', path: '/bug', handle: async () => await Promise.reject(new Error('secret at /home/me')) },
  {
    method: 'GET',
    path: '/half',
    handle: ({ response }) => {
      response.writeHead(200).write('half');
      throw new Error('too late');
    },
  },
];

describe('createRouter', () => {
  let server: SandboxServer;

  beforeAll(async () => {
    server = await SandboxServer.listen(0);
    server.serve(createRouter(routes));
  });
  afterAll(async () => await server.close());

  const ask = (path: string, method = 'GET') => fetch(server.url + path, { method });

  /** `fetch` can not set a Host header. */
  const statusForHost = (host: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      httpRequest(`${server.url}/pools/a/keys`, { headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });

  it('finds a route by method and path and decodes its parameters', async () => {
    const answer = await ask('/pools/a%2Fb/keys?x=1');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ id: 'a/b' });
  });

  it('answers HEAD where it answers GET', async () => {
    const answer = await ask('/pools/a/keys', 'HEAD');
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('');
  });

  it.each(['/s3', '/s3/', '/s3/bucket/a/b?list-type=2'])(
    'hands %s on, path and query untouched',
    async (path) => {
      expect(await (await ask(path, 'PUT')).json()).toEqual({ method: 'PUT', url: path });
    },
  );

  it.each([
    ['GET', '/nothing'],
    ['POST', '/pools/a/keys'],
    ['GET', '/s3bucket'],
    ['GET', '/pools/a'],
  ])('answers %s %s with 404 and what there is', async (method, path) => {
    const answer = await ask(path, method);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({
      __type: 'NotFoundException',
      message: expect.stringContaining('GET /pools/:id/keys, * /s3/*'),
    });
  });

  it('answers a broken percent-encoding with 400', async () => {
    expect((await ask('/pools/%zz/keys')).status).toBe(400);
  });

  it('gives a refusal its AWS form, and lets nothing break out of a header', async () => {
    const answer = await ask('/refuse', 'POST');
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(answer.headers.get('x-amzn-errortype')).toBe('NotAuthorizedException:');
    expect(answer.headers.get('x-amzn-errormessage')).toBe('No: ?quoted???x-injected: 1');
    expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers.has('x-injected')).toBe(false);
    expect(await answer.json()).toEqual({
      __type: 'NotAuthorizedException',
      message: 'No: “quoted”\r\nx-injected: 1',
    });
  });

  it('repeats the path of what is not there, and not the query, which may be a signed one', async () => {
    const answer = await ask('/s4/documents/a?X-Amz-Security-Token=secret');
    expect(answer.status).toBe(404);
    const text = await answer.text();
    expect(text).toContain('There is no GET /s4/documents/a. There are: ');
    expect(text + (answer.headers.get('x-amzn-errormessage') ?? '')).not.toContain('secret');
  });

  it('answers an unexpected error without saying what it was', async () => {
    const answer = await ask('/bug', 'POST');
    expect(answer.status).toBe(500);
    const text = await answer.text();
    expect(text).toContain('InternalErrorException');
    expect(text).not.toMatch(/secret|home/);
  });

  it('cuts off an answer that fails half-way, and goes on', async () => {
    await expect(ask('/half').then((answer) => answer.text())).rejects.toThrow();
    expect((await ask('/pools/a/keys')).status).toBe(200);
  });

  it.each(['127.0.0.1', 'localhost:4000', 'LOCALHOST', '[::1]:80'])('accepts the host %s', async (host) => {
    expect(await statusForHost(host)).toBe(200);
  });

  it.each([
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil.example:80',
    '10.0.0.1',
    '[::2]',
    ':80',
  ])('refuses the host %p', async (host) => {
    expect(await statusForHost(host)).toBe(403);
  });

  it.each(['same-origin', 'same-site', 'cross-site'])(
    'tells no page in a browser, of the site %s, what is below /sandbox',
    async (site) => {
      const headers = { 'sec-fetch-site': site };
      for (const path of ['/sandbox', '/sandbox?x', '/sandbox/clock']) {
        expect((await fetch(server.url + path, { headers })).status).toBe(403);
      }
      expect((await fetch(`${server.url}/pools/a/keys`, { headers })).status).toBe(200);
    },
  );

  it('shows it to programs, and to a person who types the address in', async () => {
    expect((await ask('/sandbox')).status).toBe(200);
    const typed = await fetch(`${server.url}/sandbox`, { headers: { 'sec-fetch-site': 'none' } });
    expect(typed.status).toBe(200);
  });

  it('survives a client that hangs up', async () => {
    const { port } = new URL(server.url);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write('POST /refuse HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf');
        socket.destroy();
      });
      socket.on('close', () => resolve());
    });
    expect((await ask('/pools/a/keys')).status).toBe(200);
  });
});
