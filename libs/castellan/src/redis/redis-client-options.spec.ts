import { inspect } from 'node:util';
import { readRedisClientOptions } from './redis-client-options.js';

describe('the client option', () => {
  it.each([
    [undefined, 'client: found undefined'],
    ['redis://user:sentinel@host', 'client: found a string'],
    [{}, 'client: found neither url nor socket'],
    [{ uri: 'redis://user:sentinel@host' }, 'client: found "uri", which is no option'],
    [{ url: 'redis://host', keyPrefix: 'a' }, 'client: found "keyPrefix", which is no option'],
    [{ url: '' }, 'client.url: found an empty string'],
    [{ url: 6379 }, 'client.url: found a number'],
    [{ url: 'http://user:sentinel@host' }, 'client.url: found an address that does not begin with rediss://'],
    [{ url: '127.0.0.1:6379' }, 'client.url: found an address that does not begin with rediss://'],
    [{ url: 'sentinel' }, 'client.url: found an address that does not begin with rediss://'],
    [{ url: 'redis://' }, 'client.url: found an address without a host'],
    [{ url: 'redis://user:sentinel@host:port' }, 'client.url: found an address without a host'],
    [{ url: 'redis://user:12/sentinel@host' }, 'client.url: found an address with more after its host'],
    [{ url: 'redis://user:1#sentinel@host' }, 'client.url: found an address with more after its host'],
    [{ url: 'redis://host/0?db=sentinel' }, 'client.url: found an address with more after its host'],
    [{ url: 'unix://sentinel' }, 'client.url'],
    [{ socket: 'host' }, 'client.socket: found a string'],
    [{ socket: {} }, 'client.socket: found neither host nor path'],
    [{ socket: { port: 6379, tls: true } }, 'client.socket: found neither host nor path'],
    [{ socket: { host: '' } }, 'client.socket.host: found an empty string'],
    [{ socket: { path: 5 } }, 'client.socket.path: found a number'],
    [{ url: 'redis://h', pingInterval: 0 }, 'client.pingInterval: found 0'],
    [{ url: 'redis://h', socket: { socketTimeout: 0 } }, 'client.socket.socketTimeout: found 0'],
    [{ url: 'redis://h', pingInterval: 20_000 }, 'client.socket.socketTimeout: found 12000, and'],
    [
      { url: 'redis://h', socket: { reconnectStrategy: false } },
      'client.socket.reconnectStrategy: found false',
    ],
    [{ url: 'redis://h', socket: { reconnectStrategy: 0 } }, 'client.socket.reconnectStrategy: found 0'],
    [{ url: 'redis://h', socket: { reconnectStrategy: 'x' } }, 'reconnectStrategy: found a string'],
  ])('refuses %j, and shows no secret', (client, message) => {
    let error: unknown;
    try {
      readRedisClientOptions(client);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({
      code: 'configuration_invalid',
      message: expect.stringContaining(message),
    });
    expect(inspect(error, { depth: 10 })).not.toContain('sentinel');
  });

  it.each([
    [{ url: 'rediss://user:password@redis.example:6380/3' }],
    [{ url: 'redis://[::1]' }],
    [{ url: 'unix:///run/redis.sock?db=2' }],
    [{ url: 'unix://user:password@/run/redis.sock' }],
    [{ socket: { host: 'redis.example', tls: true } }],
    [{ socket: { path: '/run/redis.sock', tls: false } }],
  ])('takes %j, with an end of silent connections that are made again', (client) => {
    const read = readRedisClientOptions(client);
    expect(read).toMatchObject({
      ...client,
      disableOfflineQueue: true,
      pingInterval: 5_000,
      socket: { socketTimeout: 12_000, reconnectStrategy: expect.any(Function) },
    });
  });
});
