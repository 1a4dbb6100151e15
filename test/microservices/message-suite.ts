import type { INestMicroservice, INestApplication } from '@nestjs/common';
import type { Tokens } from '../support/api.js';
import { until } from '../support/until.js';
import { World } from '../support/world.js';
import { HANDLERS, Seen } from './messages.js';
import { bearer, KINDS, MessagePool, Sender, startService } from './services.js';
import type { TestTransport } from './transports.js';

const refusal = (code: string, httpStatus: number) => ({
  error: { status: 'error', code, httpStatus, message: expect.any(String) },
});

/** How long before the end of its token a stream is opened, for a few of its values. */
const LEFT_MS = 200;

/** What holds for handlers of messages on every transport with packets. */
export function describeMessages(name: string, open: () => Promise<TestTransport>): void {
  describe.each(KINDS)(`messages by ${name} to a service that is %s`, (kind) => {
    let pool: MessagePool;
    let world: World;
    let alice: Required<Tokens>;
    let bob: Required<Tokens>;
    let service: INestMicroservice | INestApplication;
    let sender: Sender;
    /** Where the application's clock stands still, if it does. */
    let stopped: number | undefined;

    beforeAll(async () => {
      pool = await MessagePool.start();
      world = await World.create({ users: [{ username: 'alice' }, { username: 'bob' }] });
      [alice, bob] = await Promise.all([world.tokens('alice'), world.tokens('bob')]);
      const transport = await open();
      service = await startService(kind, transport.server, pool.options({}, world), {
        ...HANDLERS,
        clock: () => stopped ?? Date.now(),
      });
      sender = new Sender(transport);
    });

    afterEach(() => {
      stopped = undefined;
    });

    afterAll(async () => {
      await sender.close();
      await service.close();
      await Promise.all([pool.stop(), world.stop()]);
    });

    const access = (claims?: object) => bearer(pool.tokens.access({ username: 'alice', ...claims }));
    const tokensOf = ({ accessToken, idToken }: Tokens) => ({
      ...bearer(accessToken!),
      'x-id-token': idToken!,
    });

    it('are closed without a token, and open where the handler is public', async () => {
      expect(await sender.send('whoami', {})).toEqual(refusal('authentication_required', 401));
      expect(await sender.send('open', { a: 1 })).toEqual({ value: { a: 1 } });
    });

    it('are refused with a bad token, on public handlers too', async () => {
      const now = Math.floor(Date.now() / 1_000);
      const bad = [
        [access({ exp: now - 60, iat: now - 120, auth_time: now - 120 }), 'token_expired', 401],
        [access({ client_id: 'another' }), 'token_client_not_allowed', 401],
        [bearer(pool.tokens.id()), 'token_use_not_allowed', 401],
        [bearer('no.token'), 'token_malformed', 401],
        [{ authorization: 'Bearer two tokens' }, 'authorization_header_malformed', 400],
      ] as const;
      for (const [headers, code, status] of bad) {
        expect(await sender.send('whoami', {}, headers)).toEqual(refusal(code, status));
        expect(await sender.send('open', {}, headers)).toEqual(refusal(code, status));
      }
    });

    it('are refused with two tokens, or one that is no text', async () => {
      const { authorization } = access();
      const two = await sender.send('whoami', {}, { authorization: [String(authorization), 'Bearer x.y.z'] });
      expect([
        refusal('multiple_credentials', 400),
        refusal('authorization_header_malformed', 400),
      ]).toContainEqual(two);
    });

    it('are decided by the requirement of the handler', async () => {
      expect(await sender.send('whoami', {}, access())).toEqual({ value: 'alice' });
      expect(await sender.send('edit', {}, access())).toEqual(refusal('access_denied', 403));
      expect(await sender.send('edit', {}, access({ 'cognito:groups': ['editors'] }))).toEqual({
        value: 'edited',
      });
      expect(await sender.send('write', {}, access())).toEqual(refusal('insufficient_scope', 403));
      expect(await sender.send('closed', {}, access({ 'cognito:groups': ['editors'] }))).toEqual(
        refusal('access_denied', 403),
      );
    });

    it('are decided about the instance that the payload names, and its fields', async () => {
      expect(await sender.send('update', { id: '1', title: 'new' }, access())).toEqual({ value: 'alice' });
      expect(await sender.send('update', { id: '2', title: 'new' }, access())).toEqual(
        refusal('access_denied', 403),
      );
      expect(await sender.send('update', { id: '1', secret: 'new' }, access())).toEqual(
        refusal('access_denied', 403),
      );
      expect(await sender.send('update', { id: '3', title: 'new' }, access())).toEqual(
        refusal('not_found', 404),
      );
      expect(await sender.send('read', { id: '1' }, access())).toEqual({
        value: { id: '1', author: 'alice' },
      });
      expect(await sender.send('read', { id: '2' }, access())).toEqual(refusal('not_found', 404));
      expect(await sender.send('list', {}, access({ username: 'bob' }))).toEqual({ value: ['2'] });
    });

    it('have their tenant in a header', async () => {
      const acme = access({ 'custom:tenant': 'acme' });
      expect(await sender.send('tenant', {}, { ...acme, 'x-tenant': 'acme' })).toEqual({ value: 'acme' });
      expect(await sender.send('tenant', {}, { ...acme, 'x-tenant': 'other' })).toEqual(
        refusal('access_denied', 403),
      );
      expect(await sender.send('tenant', { 'x-tenant': 'acme' }, acme)).toEqual(
        refusal('access_denied', 403),
      );
    });

    it('cannot carry tokens in their payload, and have it handed over as it is', async () => {
      const payload = {
        authorization: `Bearer ${pool.tokens.access()}`,
        metadata: access(),
        headers: access(),
        options: access(),
      };
      expect(await sender.send('whoami', payload)).toEqual(refusal('authentication_required', 401));
      expect(await sender.send('echo', payload, access())).toEqual({ value: payload });
    });

    it("reach the caller's own AWS clients, for callers at the same time", async () => {
      const identities = await Promise.all(
        [alice, bob].map(async (tokens) => (await sender.send('identity', {}, tokensOf(tokens))).value),
      );
      expect(new Set(identities).size).toBe(2);
      const names = [alice, bob, alice, bob].map((tokens, index) => [`${kind}/${index}`, tokens] as const);
      const saved = await Promise.all(
        names.map(([key, tokens]) => sender.send('save', key, tokensOf(tokens))),
      );
      expect(saved).toEqual(names.map(([value]) => ({ value })));
      expect(await sender.send('save', 'x', bearer(alice.accessToken!))).toEqual(
        refusal('id_token_required', 400),
      );
      const mixed = { ...bearer(alice.accessToken!), 'x-id-token': bob.idToken! };
      expect(await sender.send('save', 'x', mixed)).toEqual(refusal('token_binding_mismatch', 401));
    });

    it('leak nothing of a fault of the handler', async () => {
      const { error } = await sender.send('fail', {}, access());
      expect(JSON.stringify(error)).not.toContain('secret');
    });

    it('are events for each handler that the caller may reach', async () => {
      const { events } = service.get(Seen, { strict: false });
      await sender.emit('noted', 'a', access({ 'cognito:groups': ['editors'] }));
      await until(() => events.length === 2);
      expect([...events].sort()).toEqual(['alice audited a', 'alice noted a']);
      events.length = 0;
      await sender.emit('noted', 'b');
      await sender.emit('noted', 'c', access());
      await until(() => events.length > 0);
      expect(events).toEqual(['alice audited c']);
      events.length = 0;
    });

    it('can be answered by a stream, which ends with the token', async () => {
      const exp = Math.floor(Date.now() / 1_000) + 3_600;
      stopped = exp * 1_000 - LEFT_MS;
      const values: unknown[] = [];
      const error = await new Promise<unknown>((resolve) => {
        sender.stream('stream', {}, access({ exp })).subscribe({
          next: (value) => values.push(value),
          error: resolve,
          complete: () => resolve('completed'),
        });
      });
      expect(error).toEqual(refusal('token_expired', 401).error);
      expect(values).toEqual(values.map((_value, index) => index));
      expect(values).not.toEqual([]);
    });
  });
}
