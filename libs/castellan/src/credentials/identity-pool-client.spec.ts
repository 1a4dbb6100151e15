import { CognitoIdentityClient, ListIdentityPoolsCommand } from '@aws-sdk/client-cognito-identity';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { inspect } from 'node:util';
import { IdentityPoolClient } from './identity-pool-client.js';
import { IdentityPoolFault, toIdentityPoolFault } from './identity-pool-fault.js';
import { resolveIdentityPoolOptions } from './identity-pool-options.js';
import { IDENTITY_POOL_ID, IdentityPoolServer } from './identity-pool-server.spec-helper.js';
import { IdTokens } from './id-tokens.spec-helper.js';

describe('IdentityPoolClient', () => {
  const identity = new IdTokens().identity();
  const environment = { ...process.env };
  let server: IdentityPoolServer;
  let client: IdentityPoolClient;

  beforeEach(async () => {
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: 'AKIAHOST',
      AWS_SECRET_ACCESS_KEY: 'host-secret',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    });
    server = await IdentityPoolServer.start();
    client = open();
  });

  afterEach(async () => {
    process.env = { ...environment };
    client.destroy();
    await server.stop();
  });

  function open(timeoutMilliseconds = 5_000): IdentityPoolClient {
    return new IdentityPoolClient(
      resolveIdentityPoolOptions({
        identityPoolId: IDENTITY_POOL_ID,
        endpoint: server.endpoint,
        timeoutMilliseconds,
      }),
    );
  }

  const faultOf = (call: Promise<unknown>): Promise<unknown> => call.catch((error: unknown) => error);

  it('sends the pool, the login and nothing else, unsigned', async () => {
    const identityId = await client.getId(identity);
    await client.getCredentials(identity, identityId);

    const Logins = { 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Castellan': identity.revealIdToken() };
    expect(server.calls.map(({ operation, input }) => [operation, input])).toEqual([
      ['GetId', { IdentityPoolId: IDENTITY_POOL_ID, Logins }],
      ['GetCredentialsForIdentity', { IdentityId: identityId, Logins }],
    ]);
    for (const { headers } of server.calls) {
      expect(headers.authorization).toBeUndefined();
      expect(headers['x-amz-security-token']).toBeUndefined();
    }
  });

  it('could sign nothing with the key of the host', async () => {
    const inner = await innerClientOf(() => client.getId(identity));

    await expect(inner.send(new ListIdentityPoolsCommand({ MaxResults: 1 }))).rejects.toThrow(/never signed/);
    expect(server.calls).toHaveLength(1);
  });

  it('goes to AWS in the Region of the pool unless told otherwise, whatever the environment says', async () => {
    const toAws = new IdentityPoolClient(resolveIdentityPoolOptions({ identityPoolId: IDENTITY_POOL_ID }));
    const requested: string[] = [];
    const handle = jest.spyOn(NodeHttpHandler.prototype, 'handle').mockImplementation(async (request) => {
      requested.push(`${request.protocol}//${request.hostname}`);
      throw new Error('the network is down');
    });
    const fault = await faultOf(toAws.getId(identity));
    handle.mockRestore();
    toAws.destroy();

    expect(fault).toMatchObject({ message: 'the network is down' });
    expect(requested).toContain('https://cognito-identity.eu-west-1.amazonaws.com');
    expect(new Set(requested).size).toBe(1);
  });

  /** The SDK client that a call is made with. */
  async function innerClientOf(call: () => Promise<unknown>): Promise<CognitoIdentityClient> {
    const send = jest.spyOn(CognitoIdentityClient.prototype, 'send');
    await call();
    const inner = send.mock.contexts[0] as CognitoIdentityClient;
    send.mockRestore();
    return inner;
  }

  it('gives up in time, retries and waiting included', async () => {
    const hasty = open(300);
    server.latency = 1_000;
    const started = Date.now();

    expect(await faultOf(hasty.getId(identity))).toMatchObject({ name: 'TimeoutError', timedOut: true });
    expect(Date.now() - started).toBeLessThan(900);
    hasty.destroy();
  });

  it('bounds the time of slow failures, too', async () => {
    const hasty = open(400);
    server.latency = 150;
    server.failNext('GetId', { type: 'TooManyRequestsException', message: 'Rate exceeded' }, 3);

    expect(await faultOf(hasty.getId(identity))).toMatchObject({ timedOut: true });
    hasty.destroy();
  });

  it('tries again when AWS fails or hangs up, three times in all', async () => {
    server.failNext('GetId', { status: 500, type: 'InternalErrorException' });
    server.failNext('GetId', { hangUp: true });
    expect(await client.getId(identity)).toBe(server.identityIdOf('alice'));

    server.failNext('GetId', { hangUp: true }, 3);
    expect(await faultOf(client.getId(identity))).toMatchObject({ httpStatus: undefined, timedOut: false });
    expect(server.calls).toHaveLength(6);
  });

  it('reports when AWS wants it to wait', async () => {
    const throttled = { type: 'TooManyRequestsException', message: 'Rate exceeded', status: 400 };
    server.failNext('GetId', throttled, 3);
    expect(await faultOf(client.getId(identity))).toMatchObject({
      name: 'TooManyRequestsException',
      message: 'Rate exceeded',
      httpStatus: 400,
      retryAfterSeconds: undefined,
    });

    server.failNext('GetId', { ...throttled, headers: { 'retry-after': '1' } }, 3);
    expect(await faultOf(client.getId(identity))).toMatchObject({ retryAfterSeconds: 1 });
  });

  it('keeps the token, the secrets and the answer out of what it throws', async () => {
    const token = identity.revealIdToken();
    const secret = 'SENTINEL-SECRET-of-a-broken-answer';
    server.failNext('GetId', {
      type: 'NotAuthorizedException',
      message: `No such token: ${token}`,
      headers: { 'x-secret': secret },
    });
    server.failNext(
      'GetCredentialsForIdentity',
      { status: 200, body: `{"Credentials": {"SecretKey": "${secret}` },
      3,
    );

    for (const fault of [
      await faultOf(client.getId(identity)),
      await faultOf(client.getCredentials(identity, server.identityIdOf('alice'))),
    ]) {
      expect(fault).toBeInstanceOf(IdentityPoolFault);
      const printed = inspect(fault, { depth: 20, showHidden: true });
      expect(printed).not.toContain(secret);
      expect(printed).not.toContain(token);
      expect(printed).not.toContain(token.split('.')[1]);
    }
  });

  it.each([
    ['GetId', 'IdentityId'],
    ['GetCredentialsForIdentity', 'IdentityId'],
    ['GetCredentialsForIdentity', 'AccessKeyId'],
    ['GetCredentialsForIdentity', 'SecretKey'],
    ['GetCredentialsForIdentity', 'SessionToken'],
    ['GetCredentialsForIdentity', 'Expiration'],
    ['GetCredentialsForIdentity', 'Credentials'],
  ] as const)('refuses an answer to %s without %s', async (operation, member) => {
    server.rewrite = (_operation, answer) =>
      JSON.parse(JSON.stringify(answer), (name, value: unknown) =>
        name === member ? undefined : value,
      ) as unknown;
    const call =
      operation === 'GetId' ? client.getId(identity) : client.getCredentials(identity, 'eu-west-1:1');

    expect(await faultOf(call)).toMatchObject({ name: 'IncompleteAnswer' });
  });
});

describe('toIdentityPoolFault', () => {
  it.each([
    ['a string', 'Error', 'no message'],
    [undefined, 'Error', 'no message'],
    [{ name: 7, message: {} }, 'Error', 'no message'],
    [Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }), 'Error', 'ECONNREFUSED: refused'],
  ])('makes something of %p', (error, name, message) => {
    expect(toIdentityPoolFault(error, 'token')).toMatchObject({ name, message, timedOut: false });
  });

  it.each([
    [{ name: 'TimeoutError' }, true],
    [{ code: 'ETIMEDOUT' }, true],
    [{ name: 'AbortError' }, false],
  ])('knows whether %p is a timeout', (error, timedOut) => {
    expect(toIdentityPoolFault(error, 'token').timedOut).toBe(timedOut);
  });

  it.each([
    ['30', 30],
    ['0', 1],
    ['86400', 60],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
    ['-1', undefined],
  ])('reads Retry-After: %s', (header, expected) => {
    const error = { $response: { headers: { 'retry-after': header } } };

    expect(toIdentityPoolFault(error, 'token').retryAfterSeconds).toBe(expected);
  });
});
