import { createRemoteJWKSet, jwtVerify } from 'jose';

import { startUserPools, type UserPoolsServer } from '../user-pools-server.spec-helper.js';

describe('the token endpoint', () => {
  let server: UserPoolsServer;

  beforeAll(async () => {
    server = await startUserPools([
      {
        clients: [
          {
            name: 'job',
            clientId: 'job',
            clientSecret: 'job+secret',
            clientCredentialsScopes: ['reports/read', 'reports/write'],
            accessTokenSeconds: 600,
          },
          { name: 'no scopes', clientId: 'idle', clientSecret: 'idlesecret' },
          { name: 'public', clientId: 'public' },
        ],
      },
      {
        clients: [
          { name: 'job', clientId: 'other', clientSecret: true, clientCredentialsScopes: ['reports/read'] },
        ],
      },
    ]);
  });

  afterAll(() => server.close());

  const post = async (form: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${server.baseUrl}/oauth2/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: form,
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, unknown>,
    };
  };
  const basic = (id: string, secret: string) => ({
    authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
  });
  const GRANT = 'grant_type=client_credentials';

  it('gives a machine a token of its own, with every scope it may have', async () => {
    const answer = await post(GRANT, basic('job', 'job+secret'));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body).toEqual({ access_token: expect.any(String), expires_in: 600, token_type: 'Bearer' });
    const { issuer } = server.userPools.list()[0]!;
    const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
    const { payload, protectedHeader } = await jwtVerify(answer.body.access_token as string, keys, {
      issuer,
    });
    const now = Math.floor(server.now / 1000);
    expect(Object.keys(protectedHeader).sort()).toEqual(['alg', 'kid']);
    expect(payload).toEqual({
      sub: 'job',
      client_id: 'job',
      token_use: 'access',
      scope: 'reports/read reports/write',
      version: 2,
      iss: issuer,
      auth_time: now,
      iat: now,
      exp: now + 600,
      jti: expect.any(String),
    });
  });

  it('takes the credentials in the form too, and only the scopes that are asked for', async () => {
    const answer = await post(`${GRANT}&client_id=job&client_secret=job%2Bsecret&scope=reports%2Fwrite`);
    expect(answer.status).toBe(200);
    const [, payload] = (answer.body.access_token as string).split('.');
    expect(JSON.parse(Buffer.from(payload!, 'base64url').toString())).toMatchObject({
      scope: 'reports/write',
    });
  });

  it('finds the pool by the client', async () => {
    const pool = server.userPools.list()[1]!;
    const answer = await post(GRANT, basic('other', pool.clients[0]!.clientSecret!));
    const [, payload] = (answer.body.access_token as string).split('.');
    expect(JSON.parse(Buffer.from(payload!, 'base64url').toString())).toMatchObject({ iss: pool.issuer });
  });

  it.each([
    ['a wrong secret', basic('job', 'guess')],
    ['an unknown client', basic('ghost', 'job+secret')],
    ['a client without a secret', basic('public', '')],
    ['another scheme', { authorization: 'Bearer x' }],
    ['credentials without a colon', { authorization: `Basic ${Buffer.from('job').toString('base64')}` }],
    ['malformed encoding', { authorization: `Basic ${Buffer.from('job:%zz').toString('base64')}` }],
  ])('answers %s in the header with 401 and a challenge', async (_, headers) => {
    const answer = await post(GRANT, headers);
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ error: 'invalid_client' });
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm="/);
  });

  it.each([
    ['a wrong secret', `${GRANT}&client_id=job&client_secret=guess`, 'invalid_client'],
    ['no secret', `${GRANT}&client_id=job`, 'invalid_client'],
    ['a client without a secret', `${GRANT}&client_id=public`, 'invalid_client'],
    ['no client', GRANT, 'invalid_request'],
    ['no grant type', 'client_id=job&client_secret=job%2Bsecret', 'invalid_request'],
    ['a repeated parameter', `${GRANT}&${GRANT}&client_id=job&client_secret=job%2Bsecret`, 'invalid_request'],
    [
      'another grant',
      'grant_type=password&client_id=job&client_secret=job%2Bsecret',
      'unsupported_grant_type',
    ],
    ['a foreign scope', `${GRANT}&client_id=job&client_secret=job%2Bsecret&scope=admin`, 'invalid_scope'],
    ['a client without scopes', `${GRANT}&client_id=idle&client_secret=idlesecret`, 'unauthorized_client'],
  ])('answers %s in the form with 400', async (_, form, error) => {
    const answer = await post(form);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ error });
  });

  it('refuses credentials in two places, and a client ID that contradicts the header', async () => {
    for (const extra of ['client_id=job&client_secret=job%2Bsecret', 'client_id=idle']) {
      const answer = await post(`${GRANT}&${extra}`, basic('job', 'job+secret'));
      expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    }
    const repeated = await post(`${GRANT}&client_id=job`, basic('job', 'job+secret'));
    expect(repeated.status).toBe(200);
  });

  it('refuses a body that is not a form', async () => {
    const answer = await post(GRANT, { 'content-type': 'application/json', ...basic('job', 'job+secret') });
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });
});
