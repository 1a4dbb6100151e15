import type { RedisClientOptions } from '@redis/client';
import {
  describeType,
  describeValue,
  readInteger,
  readOptions,
  wrongOption,
} from '../tokens/option-checks.js';
import { reconnectWithoutEnd } from './reconnect-without-end.js';

/** The options of `createClient` that make sense for revocations. */
const OPTION_NAMES = [
  'url',
  'socket',
  'username',
  'password',
  'credentialsProvider',
  'database',
  'name',
  'pingInterval',
  'RESP',
  'commandsQueueMaxLength',
  'disableClientInfo',
  'clientInfoTag',
  'maintNotifications',
  'maintEndpointType',
  'maintRelaxedCommandTimeout',
  'maintRelaxedSocketTimeout',
];

/** A connection on which nothing is sent or received for longer than this is given up and made again. */
const SOCKET_TIMEOUT_MS = 12_000;
const PING_INTERVAL_MS = 5_000;
const LONGEST_SILENCE_MS = 60_000;

const EXAMPLE = '{ url: "rediss://redis.example:6379" }';

/**
 * Checks how Redis is reached, and adds what no connection of revocations may lack: pings, an end of silent
 * connections, and attempts to connect again that never end. No value is shown: it may have a password in it.
 *
 * @throws ConfigurationError that says which option is wrong, what was found and what to write.
 */
export function readRedisClientOptions(value: unknown): RedisClientOptions {
  if (typeof value !== 'object' || value === null) {
    throw wrongOption('client', describeType(value), `the options of createClient, such as ${EXAMPLE}`);
  }
  const { url, socket, pingInterval, ...others } = readOptions(value, 'client', OPTION_NAMES);
  if (url === undefined && socket === undefined) {
    throw wrongOption('client', 'neither url nor socket', `where Redis is, such as ${EXAMPLE}`);
  }
  if (url !== undefined) requireRedisUrl(url);
  return {
    ...others,
    ...(url !== undefined && { url: url as string }),
    socket: readSocket(socket, url !== undefined, readPingInterval(pingInterval)),
    pingInterval: readPingInterval(pingInterval),
    // What cannot be sent now fails now: whoever revokes has to know.
    disableOfflineQueue: true,
  };
}

function requireRedisUrl(url: unknown): void {
  const write = 'an address such as "rediss://user:password@redis.example:6379", special characters encoded';
  if (typeof url !== 'string' || url === '') throw wrongOption('client.url', describeType(url), write);
  if (/^unix:\/\/([^/@]*@)?\/[^?#@]+(\?db=\d+)?$/.test(url)) return;
  if (!/^rediss?:\/\//.test(url)) {
    throw wrongOption('client.url', 'an address that does not begin with rediss:// or redis://', write);
  }
  const { hostname, pathname, search, hash } = URL.canParse(url) ? new URL(url) : new URL('redis:');
  if (hostname === '') throw wrongOption('client.url', 'an address without a host, or that is none', write);
  // A password with such a character would end up in what is taken for the host.
  if (!/^(\/\d*)?$/.test(pathname) || search !== '' || hash !== '') {
    throw wrongOption('client.url', 'an address with more after its host than a database number', write);
  }
}

function readPingInterval(value: unknown = PING_INTERVAL_MS): number {
  return readInteger(value, 'client.pingInterval', 10, LONGEST_SILENCE_MS);
}

function readSocket(
  value: unknown,
  hasUrl: boolean,
  pingInterval: number,
): NonNullable<RedisClientOptions['socket']> {
  if (value !== undefined && (typeof value !== 'object' || value === null || Array.isArray(value))) {
    throw wrongOption('client.socket', describeType(value), 'an object such as { host: "redis.example" }');
  }
  const socket = (value ?? {}) as Record<string, unknown>;
  for (const name of ['host', 'path']) {
    if (socket[name] === undefined || (typeof socket[name] === 'string' && socket[name] !== '')) continue;
    throw wrongOption(`client.socket.${name}`, describeType(socket[name]), 'a non-empty string');
  }
  if (!hasUrl && socket.host === undefined && socket.path === undefined) {
    throw wrongOption('client.socket', 'neither host nor path', 'one of them, or url beside it');
  }
  const { socketTimeout = SOCKET_TIMEOUT_MS } = socket;
  const timeout = readInteger(socketTimeout, 'client.socket.socketTimeout', 100, LONGEST_SILENCE_MS);
  if (timeout <= pingInterval) {
    const found = `${describeValue(timeout)}, and connections without requests are pinged each ${pingInterval} ms`;
    throw wrongOption('client.socket.socketTimeout', found, 'more than pingInterval');
  }
  return {
    ...socket,
    socketTimeout: timeout,
    reconnectStrategy: reconnectWithoutEnd(socket.reconnectStrategy),
  };
}
