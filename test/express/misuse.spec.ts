import { authenticated, createCastellan, type ExpressCastellan, groups } from 'castellan/express';
import type { RequestHandler } from 'express';
import { expectRefusal } from '../conformance/expect-answer.js';
import { EXPRESS_VERSIONS } from './express-api.js';
import { startExpressTokenApi } from './express-token-api.js';

const METHODS = ['authenticate', 'require', 'public', 'credentials', 'revalidate', 'errorHandler'] as const;

/** A method where the middleware that it makes should stand. */
function uncalled(castellan: ExpressCastellan, method: (typeof METHODS)[number]): RequestHandler {
  return castellan[method] as unknown as RequestHandler;
}

describe('mistakes with castellan/express', () => {
  const castellan = createCastellan({
    userPools: [{ userPoolId: 'eu-west-1_AbCdEfGhI', clientIds: ['web'], tokenUse: 'access' }],
  });
  afterAll(() => castellan.close());

  it.each<[string, () => unknown, RegExp]>([
    [
      'two requirements, of which one would not be asked',
      () => castellan.require(authenticated(), ...([groups('editors')] as never[])),
      /takes one requirement.*allOf/,
    ],
    [
      'a name in place of a requirement',
      () => castellan.require('editors' as never),
      /takes one requirement/,
    ],
    ['nothing to protect', () => castellan.protect(undefined as never), /protect\(express\(\)\)/],
    ['a handler that is none', () => castellan.handler({} as never), /takes a handler/],
    ['an option that is none', () => castellan.revalidate({ maxAge: 5 } as never), /maxAge is not an option/],
  ])('are told: %s', (_what, mistake, message) => {
    expect(mistake).toThrow(message);
  });

  it.each(EXPRESS_VERSIONS)('do not hang: a method that nobody called, on %s', async (version) => {
    const { api, tokens, stop } = await startExpressTokenApi(version, {
      isProtected: false,
      routes: ({ app, castellan: own, ran }) => {
        for (const method of METHODS) {
          app.get(`/${method}`, uncalled(own, method), (_request, response) => {
            ran(method);
            response.json('secret');
          });
        }
      },
    });
    for (const method of METHODS) {
      const exchange = await api.get(tokens.access(), `/${method}`);
      expectRefusal(exchange, { status: 500, code: 'configuration_invalid' });
      expect(exchange.log.join('\n')).toContain(`castellan.${method}`);
    }
    await stop();
  });

  it('say where answers to CORS preflights belong', async () => {
    const { api, stop } = await startExpressTokenApi('Express 5 alone');
    const { answer, log } = await api.send({ method: 'OPTIONS', path: '/me', headers: {} });
    expect([answer.status, log.join('\n')]).toEqual([
      401,
      expect.stringContaining('CORS preflights belong in front of authenticate()'),
    ]);
    await stop();
  });
});
