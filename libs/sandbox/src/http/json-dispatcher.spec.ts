import { identityIdOf } from '../identity-pool/identity-id.js';
import { CallCounter } from './call-counter.js';
import { CallLog } from './call-log.js';
import { Faults } from './faults.js';
import { JsonDispatcher } from './json-dispatcher.js';
import type { JsonCall, JsonService } from './json-service.js';
import { Quotas } from './quotas.js';
import { ServiceTraffic } from './service-traffic.js';
import { ObservedService } from './observed-service.js';
import { createRouter } from './router.js';
import { SandboxServer } from './sandbox-server.js';
import { ServiceError } from './service-error.js';

/** A service that answers with what it was asked. */
const echo: JsonService = {
  targetPrefix: 'Echo.V1',
  has: (operation) => ['Do', 'Else', 'Refuse'].includes(operation),
  call: async (call: JsonCall) => {
    if (!echo.has(call.operation)) throw new ServiceError('UnknownOperationException', 'None.');
    if (call.operation === 'Refuse') throw new ServiceError('NotAuthorizedException', 'No.');
    return { ...call.input, operation: call.operation, agent: call.headers['x-agent'] };
  },
};

describe('JsonDispatcher', () => {
  const calls = new CallCounter();
  const faults = new Faults(new Set(['Do']));
  const log = new CallLog();
  const control = { clock: Date.now, faults, quotas: new Quotas(Date.now), log };
  const traffic = (counter: CallCounter) => new ServiceTraffic('Echo', counter, control);
  let server: SandboxServer;

  beforeAll(async () => {
    const dispatcher = new JsonDispatcher([new ObservedService(echo, traffic(calls), identityIdOf)]);
    server = await SandboxServer.listen(0);
    server.serve(
      createRouter([
        {
          method: 'POST',
          path: '/',
          handle: ({ request, response }) =>
            dispatcher.handle(request, response, String(request.headers['x-amz-target'])),
        },
      ]),
    );
  });
  afterAll(async () => await server.close());
  beforeEach(() => {
    calls.clear();
    faults.clear();
  });

  const call = (target: string, body = '{}') =>
    fetch(server.url, { method: 'POST', body, headers: { 'x-amz-target': target, 'x-agent': 'test' } });
  const typeOf = async (answer: Response) => ((await answer.json()) as { __type: string }).__type;

  it('takes a call to the service of its target and answers as AWS JSON 1.1', async () => {
    const answer = await call('Echo.V1.Do', '{"a":1}');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await answer.json()).toEqual({ a: 1, operation: 'Do', agent: 'test' });
  });

  it.each(['Nobody.Do', 'Echo', 'Do', 'Echo.V1', '.'])('refuses the unknown target %s', async (target) => {
    const answer = await call(target);
    expect(answer.status).toBe(400);
    expect(await typeOf(answer)).toBe('UnknownOperationException');
  });

  it.each(['', '{', '[]', 'null', '"text"', '5'])('refuses the body %p', async (body) => {
    const answer = await call('Echo.V1.Do', body);
    expect(answer.status).toBe(400);
    expect(await typeOf(answer)).toBe('SerializationException');
  });

  it('refuses a body above 1 MiB with 413 and accepts one below', async () => {
    const bodyOf = (length: number) => JSON.stringify({ a: 'x'.repeat(length) });
    expect((await call('Echo.V1.Do', bodyOf(1024 * 1024 - 100))).status).toBe(200);
    expect((await call('Echo.V1.Do', bodyOf(1024 * 1024))).status).toBe(413);
    expect((await call('Echo.V1.Do', bodyOf(8 * 1024 * 1024))).status).toBe(413);
  });

  it('counts calls by operation and by identity, refused ones as well', async () => {
    await call('Echo.V1.Do', '{"IdentityId":"eu-west-1:a"}');
    await call('Echo.V1.Do', '{"IdentityId":"eu-west-1:b"}');
    await call('Echo.V1.Refuse');
    expect(calls.count('Do')).toBe(2);
    expect(calls.count('Do', 'eu-west-1:a')).toBe(1);
    expect(calls.count('Refuse')).toBe(1);
    expect(calls.count('Other')).toBe(0);
  });

  it('counts no operation that does not exist and no identity that cannot be one', async () => {
    const long = `eu-west-1:${'a'.repeat(100)}`;
    await call('Echo.V1.Dont');
    for (const IdentityId of [long, 'alice', 5]) await call('Echo.V1.Do', JSON.stringify({ IdentityId }));
    expect(calls.count('Dont')).toBe(0);
    expect(calls.count('Do')).toBe(3);
    for (const identityId of [long, 'alice', '5']) expect(calls.count('Do', identityId)).toBe(0);
  });

  it('counts by identity only where it is told how to find one', async () => {
    const own = new CallCounter();
    const service = new ObservedService(echo, traffic(own));
    await service.call({ operation: 'Do', input: { IdentityId: 'eu-west-1:a' }, headers: {} });
    expect(own.count('Do')).toBe(1);
    expect(own.count('Do', 'eu-west-1:a')).toBe(0);
  });

  it('refuses a body that is not UTF-8, whose broken bytes would all become one character', async () => {
    const answer = await fetch(server.url, {
      method: 'POST',
      body: Buffer.from('{"a":"\xff"}', 'latin1'),
      headers: { 'x-amz-target': 'Echo.V1.Do' },
    });
    expect(answer.status).toBe(400);
    expect(await typeOf(answer)).toBe('SerializationException');
    expect((await call('Echo.V1.Do', '{"a":"ü😀"}')).status).toBe(200);
  });

  it('fails the next calls as it is told, then works again', async () => {
    faults.set('Do', { type: 'TooManyRequestsException', message: 'Rate exceeded', status: 429, times: 2 });
    const [first, second, third] = [
      await call('Echo.V1.Do'),
      await call('Echo.V1.Do'),
      await call('Echo.V1.Do'),
    ];
    expect([first.status, second.status, third.status]).toEqual([429, 429, 200]);
    expect(await first.json()).toEqual({ __type: 'TooManyRequestsException', message: 'Rate exceeded' });
    expect(calls.count('Do')).toBe(3);
  });

  it('fails every call until the fault is cleared, and only of that operation', async () => {
    faults.set('Do', { type: 'InternalErrorException', status: 500 });
    expect([(await call('Echo.V1.Do')).status, (await call('Echo.V1.Do')).status]).toEqual([500, 500]);
    expect((await call('Echo.V1.Else')).status).toBe(200);
    faults.clear('Do');
    expect((await call('Echo.V1.Do')).status).toBe(200);
  });

  it('slows a call down without failing it', async () => {
    faults.set('Do', { latency: 80 });
    const start = performance.now();
    expect((await call('Echo.V1.Do')).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(70);
  });
});
