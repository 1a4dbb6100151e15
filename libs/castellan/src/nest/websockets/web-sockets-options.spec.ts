import type { IncomingMessage } from 'node:http';
import { ConfigurationError } from '../../errors/index.js';
import { resolveWebSocketsOptions } from './web-sockets-options.js';

describe('the options of webSockets()', () => {
  it('let in nobody without a token, read no query and bound everything where nothing is said', () => {
    const { clientAddress, ...others } = resolveWebSocketsOptions({});
    expect(others).toEqual({
      guests: false,
      tokenInQuery: false,
      authenticateEvent: 'authenticate',
      allowedOrigins: undefined,
      maxPendingMessages: 100,
      maxPendingHandshakes: 1_000,
      maxFailedAttempts: 3,
      maxFailedAttemptsPerAddress: 60,
    });
    const request = { socket: { remoteAddress: '192.0.2.7' } } as IncomingMessage;
    expect(clientAddress(request)).toBe('192.0.2.7');
  });

  it('are taken as they are given', () => {
    const given = {
      guests: true,
      tokenInQuery: true,
      authenticateEvent: 'renew',
      maxPendingMessages: 1,
      maxPendingHandshakes: 1_000_000,
      maxFailedAttempts: 1_000,
      maxFailedAttemptsPerAddress: 1,
      clientAddress: () => 'of the proxy',
    };
    const resolved = resolveWebSocketsOptions({ ...given, allowedOrigins: ['https://app.example'] });
    expect(resolved).toEqual({ ...given, allowedOrigins: new Set(['https://app.example']) });
  });

  it.each<[string, unknown, string]>([
    ['guests', 'yes', 'must be true or false, found'],
    ['tokenInQuery', 1, 'must be true or false, found 1'],
    ['authenticateEvent', '', 'must be the name of a message'],
    ['authenticateEvent', 7, 'must be the name of a message'],
    ['allowedOrigins', 'https://app.example', 'must be a list of origins'],
    ['allowedOrigins', ['*'], 'must be a list of origins'],
    ['allowedOrigins', ['https://app.example/path'], 'must be a list of origins'],
    ['allowedOrigins', [undefined], 'must be a list of origins'],
    ['maxPendingMessages', 0, 'must be a whole number from 1 to 100000, found 0'],
    ['maxPendingMessages', 100_001, 'must be a whole number from 1 to 100000, found 100001'],
    ['maxPendingHandshakes', 1.5, 'must be a whole number from 1 to 1000000, found 1.5'],
    ['maxFailedAttempts', Number.NaN, 'must be a whole number from 1 to 1000, found NaN'],
    ['maxFailedAttemptsPerAddress', Infinity, 'must be a whole number from 1 to 1000000, found Infinity'],
    ['clientAddress', 'x-forwarded-for', 'must be a function of the request, found'],
    ['guest', true, 'unknown option "guest"'],
  ])('are refused where %s is %p', (name, value, message) => {
    const resolve = () => resolveWebSocketsOptions({ [name]: value });
    expect(resolve).toThrow(ConfigurationError);
    expect(resolve).toThrow(message);
  });
});
