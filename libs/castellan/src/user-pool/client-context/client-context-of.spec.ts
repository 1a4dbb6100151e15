import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ClientContext } from './client-context.js';
import { clientContextOf } from './client-context-of.js';
import { contextData, userContextData } from './context-data.js';
import { readTrustedProxies } from './trusted-proxies.js';

describe('from where a request comes', () => {
  let server: Server;
  let trusted: readonly string[];
  let context: ClientContext;

  beforeAll(async () => {
    server = createServer((request, response) => {
      context = clientContextOf(request, readTrustedProxies(trusted, 'trustedProxies'), undefined);
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const contextOf = async (headers: Record<string, string>, proxies: readonly string[] = []) => {
    trusted = proxies;
    const { port } = server.address() as AddressInfo;
    await new Promise<void>((resolve, reject) => {
      const options = { port, host: '127.0.0.1', path: '/auth/sign-in?code=secret#x', headers, agent: false };
      get(options, (response) => response.resume().on('end', resolve)).on('error', reject);
    });
    return context;
  };

  it.each([
    { 'x-forwarded-for': '203.0.113.9' },
    { 'x-forwarded-for': '203.0.113.9, 127.0.0.1' },
    { forwarded: 'for=203.0.113.9' },
    { 'x-real-ip': '203.0.113.9' },
    { 'cf-connecting-ip': '203.0.113.9' },
    { 'true-client-ip': '203.0.113.9' },
  ])('is the address of the connection, whatever the client writes: %j', async (headers) => {
    expect((await contextOf(headers)).ipAddress).toBe('127.0.0.1');
  });

  it('is not what the client writes behind a proxy that is not trusted', async () => {
    const { ipAddress } = await contextOf({ 'x-forwarded-for': '203.0.113.9' }, ['10.0.0.0/8']);
    expect(ipAddress).toBe('127.0.0.1');
  });

  it('is what a trusted proxy says', async () => {
    const { ipAddress } = await contextOf({ 'x-forwarded-for': '203.0.113.9' }, ['loopback']);
    expect(ipAddress).toBe('203.0.113.9');
  });

  it('is what the last trusted proxy says, and not what stood in the header before', async () => {
    const { ipAddress } = await contextOf({ 'x-forwarded-for': '198.51.100.1, 203.0.113.9, 10.1.2.3' }, [
      'loopback',
      '10.0.0.0/8',
    ]);
    expect(ipAddress).toBe('203.0.113.9');
  });

  it.each(['unknown', '"><script>', '203.0.113.9:1234', '', '_hidden'])(
    'is the address of the connection where a proxy passed on %j',
    async (value) => {
      expect((await contextOf({ 'x-forwarded-for': value }, ['loopback'])).ipAddress).toBe('127.0.0.1');
    },
  );

  it('has IPv4 as IPv4', async () => {
    const { ipAddress } = await contextOf({ 'x-forwarded-for': '::ffff:203.0.113.9' }, ['loopback']);
    expect(ipAddress).toBe('203.0.113.9');
  });

  it('has headers that describe the browser, and neither credentials, cookies nor the query', async () => {
    const found = await contextOf({
      'user-agent': 'Browser'.repeat(200),
      'accept-language': 'en',
      authorization: 'Bearer secret',
      cookie: 'session=secret',
      'x-id-token': 'secret',
    });
    expect(found.serverPath).toBe('/auth/sign-in');
    expect(found.headers).toMatchObject({ 'accept-language': 'en' });
    expect(found.headers!['user-agent']).toHaveLength(512);
    expect(JSON.stringify([found, contextData(found), userContextData(found)])).not.toContain('secret');
  });

  it('goes to Cognito in the words of each kind of operation', () => {
    const given = { ipAddress: '203.0.113.9', headers: { accept: '*/*' }, encodedData: 'encoded' };
    expect(userContextData(given)).toEqual({ IpAddress: '203.0.113.9', EncodedData: 'encoded' });
    expect(contextData(given)).toEqual({
      IpAddress: '203.0.113.9',
      EncodedData: 'encoded',
      ServerName: 'castellan',
      ServerPath: '/',
      HttpHeaders: [{ headerName: 'accept', headerValue: '*/*' }],
    });
    expect(contextData({ ipAddress: '::1' })).toMatchObject({ HttpHeaders: [] });
    expect([userContextData(undefined), contextData(undefined)]).toEqual([undefined, undefined]);
  });

  it('is not told where the connection is gone already', () => {
    const gone = { socket: {}, headers: {}, url: undefined } as unknown as IncomingMessage;
    const found = clientContextOf(gone, readTrustedProxies(['loopback'], 'trustedProxies'), 'encoded');
    expect(found).toMatchObject({ ipAddress: '', serverPath: '/' });
    expect(userContextData(found)).toEqual({ EncodedData: 'encoded' });
    expect(contextData(found)).toBeUndefined();
  });
});

describe('proxies that are trusted', () => {
  it.each([['loopback'], ['10.0.0.0/8'], ['192.0.2.1', '2001:db8::/32']])('may be %j', (...ranges) => {
    expect(readTrustedProxies(ranges, 'trustedProxies')).toEqual(expect.any(Function));
  });

  it.each([
    ['loopback', /a string/],
    [[7], /an array/],
    [['10.0.0.0/99'], /10.0.0.0\/99/],
    [['everybody'], /everybody/],
    [['0.0.0.0/0'], /trusts everybody/],
    [['::/0'], /trusts everybody/],
    [['0.0.0.0/0.0.0.0'], /trusts everybody/],
    [true, /a boolean/],
  ])('are not %j', (value, message) => {
    expect(() => readTrustedProxies(value, 'trustedProxies')).toThrow(message);
  });
});
