import { CognitoIdentityClient, ListIdentityPoolsCommand } from '@aws-sdk/client-cognito-identity';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { inspect } from 'node:util';
import { IdentityPoolClient } from './identity-pool-client.js';
import { AwsFault, toAwsFault } from './aws-fault.js';
import { type IdentityPoolSettings, resolveIdentityPoolOptions } from './identity-pool-options.js';
import { IDENTITY_POOL_ID, IdentityPoolServer } from './identity-pool-server.spec-helper.js';
import { IdTokens } from './id-tokens.spec-helper.js';
import type { CallLimits } from './limits/call-limits.js';

describe('IdentityPoolClient', () => {
  const token = new IdTokens().token().token;
  const logins = { 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Castellan': token };
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

  function open(timeoutMilliseconds = 60_000): IdentityPoolClient {
    return new IdentityPoolClient(settings(timeoutMilliseconds));
  }

  function settings(timeoutMilliseconds = 60_000): IdentityPoolSettings {
    return resolveIdentityPoolOptions({
      identityPoolId: IDENTITY_POOL_ID,
      endpoint: server.endpoint,
      timeoutMilliseconds,
    });
  }

  const faultOf = (call: Promise<unknown>): Promise<unknown> => call.catch((error: unknown) => error);

  it('sends the pool, the login and nothing else, unsigned', async () => {
    const identityId = await client.getId(logins, 'caller');
    await client.getCredentials({ identityId, logins }, 'caller');

    const Logins = logins;
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
    const inner = await innerClientOf(() => client.getId(logins, 'caller'));

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
    const fault = await faultOf(toAws.getId(logins, 'caller'));
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

  it('gives up in time', async () => {
    const hasty = open(300);
    server.latency = 1_000;

    expect(await faultOf(hasty.getId(logins, 'caller'))).toMatchObject({
      name: 'TimeoutError',
      timedOut: true,
    });
    hasty.destroy();
  });

  it('makes one request for one call: whether to try again is for the gate to say', async () => {
    server.failNext('GetId', { status: 500, type: 'InternalErrorException' });
    expect(await faultOf(client.getId(logins, 'caller'))).toMatchObject({ httpStatus: 500 });
    server.failNext('GetId', { hangUp: true });
    expect(await faultOf(client.getId(logins, 'caller'))).toMatchObject({
      httpStatus: undefined,
      timedOut: false,
      transient: true,
    });
    expect(server.calls).toHaveLength(2);
  });

  it('goes through the gate, by the name of the operation and with its priority', async () => {
    const passed: string[] = [];
    const limits: CallLimits = {
      run: (operation, priority, call) => {
        passed.push(`${operation} ${priority}`);
        return call();
      },
    };
    const gated = new IdentityPoolClient(settings(), limits);
    const identityId = await gated.getId(logins, 'renewal');
    await gated.getOpenIdToken({ identityId, logins }, 'caller');
    await gated.getCredentials({ identityId, logins }, 'renewal');

    expect(passed).toEqual(['GetId renewal', 'GetOpenIdToken caller', 'GetCredentialsForIdentity renewal']);
    gated.destroy();
  });

  it('asks without logins for a guest, and with the role that was chosen', async () => {
    const identityId = await client.getId({}, 'caller');
    await client.getCredentials({ identityId, logins: {} }, 'caller');
    await client.getCredentials({ identityId, logins }, 'caller', 'arn:aws:iam::123456789012:role/editors');

    expect(server.calls.map(({ input }) => input)).toEqual([
      { IdentityPoolId: IDENTITY_POOL_ID },
      { IdentityId: identityId },
      { IdentityId: identityId, Logins: logins, CustomRoleArn: 'arn:aws:iam::123456789012:role/editors' },
    ]);
  });

  it('reports when AWS wants it to wait', async () => {
    const throttled = { type: 'TooManyRequestsException', message: 'Rate exceeded', status: 400 };
    server.failNext('GetId', throttled);
    expect(await faultOf(client.getId(logins, 'caller'))).toMatchObject({
      name: 'TooManyRequestsException',
      message: 'Rate exceeded',
      httpStatus: 400,
      retryAfterSeconds: undefined,
    });

    server.failNext('GetId', { ...throttled, headers: { 'retry-after': '1' } });
    expect(await faultOf(client.getId(logins, 'caller'))).toMatchObject({ retryAfterSeconds: 1 });
  });

  it('keeps the token, the secrets and the answer out of what it throws', async () => {
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
      await faultOf(client.getId(logins, 'caller')),
      await faultOf(client.getCredentials({ identityId: server.identityIdOf('alice'), logins }, 'caller')),
    ]) {
      expect(fault).toBeInstanceOf(AwsFault);
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
      operation === 'GetId'
        ? client.getId(logins, 'caller')
        : client.getCredentials({ identityId: 'eu-west-1:1', logins }, 'caller');

    expect(await faultOf(call)).toMatchObject({ name: 'IncompleteAnswer' });
  });
});

describe('toAwsFault', () => {
  it.each([
    ['a string', 'Error', 'no message'],
    [undefined, 'Error', 'no message'],
    [{ name: 7, message: {} }, 'Error', 'no message'],
    [Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }), 'Error', 'ECONNREFUSED: refused'],
  ])('makes something of %p', (error, name, message) => {
    expect(toAwsFault(error, ['token'])).toMatchObject({ name, message, timedOut: false });
  });

  it.each([
    [{ name: 'TimeoutError' }, true],
    [{ code: 'ETIMEDOUT' }, true],
    [{ name: 'TimeoutError', code: 'ETIMEDOUT' }, true],
    [{ name: 'TimeoutError', code: 'ECONNRESET' }, false],
    [{ name: 'TimeoutError', code: 'EPIPE' }, false],
    [{ name: 'AbortError' }, false],
  ])('knows whether %p is a timeout', (error, timedOut) => {
    expect(toAwsFault(error, ['token']).timedOut).toBe(timedOut);
  });

  it.each([
    ['30', 30],
    ['0', 1],
    ['86400', 60],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
    ['-1', undefined],
  ])('reads Retry-After: %s', (header, expected) => {
    const error = { $response: { headers: { 'retry-after': header } } };

    expect(toAwsFault(error, ['token']).retryAfterSeconds).toBe(expected);
  });
});
