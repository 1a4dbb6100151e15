import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SignInEvent, UserPoolService, UserPoolServiceOptions } from 'castellan/user-pool';
import { PASSWORD, Pool } from './pool.js';

const RISKY = '203.0.113.66';
const EMAIL = { email: 'ada@example.com', email_verified: 'true' };
const CREDENTIALS = () => Promise.resolve({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' });

describe('the threat protection of the pool', () => {
  let pool: Pool;
  const servers: Server[] = [];

  beforeAll(async () => {
    pool = await Pool.create({
      mfa: { configuration: 'OPTIONAL', types: ['EMAIL_OTP'] },
      risk: {
        ipAddresses: { [RISKY]: 'High', '203.0.113.77': 'Medium' },
        actions: { High: 'BLOCK', Medium: 'MFA_REQUIRED' },
      },
      users: [{ username: 'ada', password: PASSWORD, attributes: EMAIL }],
    });
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    await pool.stop();
  });

  /** An application with one route: it signs ada in, from wherever the request comes. */
  async function application(options: Partial<UserPoolServiceOptions>): Promise<{
    users: UserPoolService;
    signIn: (headers?: Record<string, string>) => Promise<unknown>;
  }> {
    const users = pool.service({ administration: { credentials: CREDENTIALS, signIn: true }, ...options });
    const server = createServer((request, response) => {
      users
        .signIn({ username: 'ada', password: PASSWORD, context: users.contextOf(request) })
        .then(
          (result) => (result.kind === 'challenge' ? result.name : result.kind),
          (error: unknown) => (error as { code: string }).code,
        )
        .then(
          (text) => response.end(text),
          () => response.destroy(),
        );
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return {
      users,
      signIn: async (headers = {}) =>
        (await fetch(`http://127.0.0.1:${port}/sign-in`, { headers, method: 'POST' })).text(),
    };
  }

  it('blocks a sign-in, which has a code of its own', async () => {
    const { signIn } = await application({ trustedProxies: ['loopback'] });
    expect(await signIn({ 'x-forwarded-for': RISKY })).toBe('sign_in_blocked');
  });

  it('asks for one factor more', async () => {
    const { signIn } = await application({ trustedProxies: ['loopback'] });
    expect(await signIn({ 'x-forwarded-for': '203.0.113.77' })).toBe('EMAIL_OTP');
  });

  it('never hears of an address that a client wrote into a header', async () => {
    const { signIn } = await application({});
    expect(await signIn({ 'x-forwarded-for': RISKY })).toBe('signed-in');
    const behindAnother = await application({ trustedProxies: ['10.0.0.0/8'] });
    expect(await behindAnother.signIn({ 'x-forwarded-for': RISKY })).toBe('signed-in');
  });

  it('is not fooled by an address in front of the one that the proxy saw', async () => {
    const { signIn } = await application({ trustedProxies: ['loopback'] });
    expect(await signIn({ 'x-forwarded-for': `198.51.100.1, ${RISKY}` })).toBe('sign_in_blocked');
  });

  it('learns whether it was the user', async () => {
    const { users, signIn } = await application({ trustedProxies: ['loopback'] });
    await signIn({ 'x-forwarded-for': RISKY });
    const events: SignInEvent[] = [];
    for await (const event of users.admin.signInEvents('ada')) events.push(event);
    const blocked = events.find(({ ipAddress }) => ipAddress === RISKY);
    expect(blocked).toMatchObject({ decision: 'Block', riskLevel: 'High', feedback: undefined });
    await users.reportRisk({ username: 'ada', eventId: blocked!.eventId, valid: false });
    for await (const event of users.admin.signInEvents('ada')) {
      if (event.eventId === blocked!.eventId) expect(event.feedback).toBe('Invalid');
    }
  });
});
