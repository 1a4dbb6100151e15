import { Controller, Get, Post } from '@nestjs/common';
import { Authenticated, Scopes } from 'castellan';
import { PLATFORMS } from '../support/nest-app.js';
import type { RawRequest } from '../support/raw-request.js';
import { newSigningKey } from '../support/token-factory.js';
import {
  CHALLENGE,
  expectGranted,
  expectInvalidToken,
  expectNotGranted,
  expectRefusal,
  INVALID_REQUEST,
} from './expect-answer.js';
import { HandlerRuns } from './protected-api.js';
import { startTokenApi, type TokenApi } from './token-api.js';

@Controller('articles')
class ArticlesController {
  constructor(private readonly runs: HandlerRuns) {}

  @Get()
  @Authenticated()
  list() {
    this.runs.names.push('list');
  }

  @Post()
  @Authenticated()
  create() {
    this.runs.names.push('create');
  }

  @Get('drafts')
  @Scopes('articles/write', 'articles/drafts')
  drafts() {
    this.runs.names.push('drafts');
  }
}

const key = newSigningKey('key-of-the-pool');

describe.each(PLATFORMS)('the Authorization header on %s', (platform) => {
  let fixture: TokenApi;
  let valid: string;

  beforeAll(async () => {
    fixture = await startTokenApi(platform, { key, controllers: [ArticlesController] });
    valid = fixture.tokens.access();
  });

  afterAll(() => fixture.stop());

  const send = (headers: RawRequest['headers'], overrides: Partial<RawRequest> = {}) =>
    fixture.api.send({ method: 'GET', path: '/articles', ...(headers && { headers }), ...overrides });

  /** Nobody has said who they are: the challenge names no error. */
  const anonymous = { status: 401, challenge: CHALLENGE, code: 'authentication_required' } as const;
  const malformed = {
    status: 400,
    challenge: INVALID_REQUEST,
    code: 'authorization_header_malformed',
  } as const;

  it('S01 asks for credentials where there is no Authorization header', async () => {
    expectRefusal(await send({}), anonymous);
  });

  it.each([
    'Basic dXNlcjpwYXNz',
    'basic dXNlcjpwYXNz',
    'Digest username="x"',
    'Negotiate abc',
    'BearerX abc',
    'Bearer2 abc',
    'DPoP abc',
    '',
    'dXNlcjpwYXNz',
  ])('S02 takes the other scheme %j for no bearer credentials', async (authorization) => {
    expectRefusal(await send({ authorization }), anonymous);
  });

  it('S02 does not look for a token behind another scheme', async () => {
    for (const scheme of ['Basic', 'Token', 'JWT', 'Basic Bearer', 'x-bearer']) {
      expectRefusal(await send({ authorization: `${scheme} ${valid}` }), anonymous);
    }
    expectRefusal(await send({ authorization: valid }), anonymous);
  });

  it.each(['bearer', 'BEARER', 'Bearer', 'bEaReR'])('S03 accepts the scheme as %s', async (scheme) => {
    expectGranted(await send({ authorization: `${scheme} ${valid}` }));
    expectGranted(await send({ AUTHORIZATION: `${scheme}  ${valid}` }));
  });

  it.each(['Bearer', 'Bearer ', 'Bearer    ', 'bearer', 'Bearer ='])(
    'S04 refuses the empty token in %j',
    async (authorization) => {
      expectRefusal(await send({ authorization }), malformed);
    },
  );

  it.each([
    ['two words', 'a b'],
    ['two tokens', 'VALID VALID'],
    ['two tokens with a comma', 'VALID,VALID'],
    ['a second challenge', 'VALID, Basic dXNlcjpwYXNz'],
    ['the scheme twice', 'Bearer VALID'],
    ['a tab', '\tVALID'],
    ['a tab behind', 'VALID\tx'],
    ['a quote', '"VALID"'],
    ['a named parameter', 'token="VALID"'],
    ['a backslash', 'VALID\\'],
    ['a colon', 'a:b'],
    ['a letter outside ASCII', 'VALID\u00fc'],
    ['an invisible space', 'VALID\u200b'],
    ['a character of full width', '\uff21bc'],
    ['"=" in the middle', 'ab=c'],
    ['"=" before a dot', 'ab=.cd.ef'],
    ['only "="', '=='],
    ['percent-encoding', 'VALID%20'],
  ])('S05 refuses %s', async (_given, value) => {
    const authorization = `Bearer ${value.replaceAll('VALID', valid)}`;
    expectRefusal(await send({ authorization }), malformed);
  });

  it('S05 refuses a separator other than spaces', async () => {
    for (const separator of ['\t', ':', '=', ',', ';', '"', '/', '\u00a0']) {
      expectRefusal(await send({ authorization: `Bearer${separator}${valid}` }), malformed);
    }
  });

  it.each([
    ['the same', ['Bearer VALID', 'Bearer VALID']],
    ['a good and a bad one', ['Bearer VALID', 'Bearer a.b.c']],
    ['a bad and a good one', ['Bearer a.b.c', 'Bearer VALID']],
    ['a good one and another scheme', ['Bearer VALID', 'Basic dXNlcjpwYXNz']],
    ['another scheme and a good one', ['Basic dXNlcjpwYXNz', 'Bearer VALID']],
    ['a good one and an empty one', ['Bearer VALID', '']],
    ['an empty and a good one', ['', 'Bearer VALID']],
  ])('S06 refuses two Authorization headers: %s', async (_given, values) => {
    const [first, second] = values.map((value) => value.replaceAll('VALID', valid)) as [string, string];
    for (const name of ['Authorization', 'AUTHORIZATION']) {
      const exchange = await send([
        ['authorization', first],
        ['x-between', 'y'],
        [name, second],
      ]);
      expectRefusal(exchange, { status: 400, challenge: INVALID_REQUEST, code: 'multiple_credentials' });
    }
  });

  it('S07 judges by the header alone: there is no query transport that could be a second method', async () => {
    const path = `/articles?access_token=${valid}`;
    expectGranted(await send({ authorization: `Bearer ${valid}` }, { path }));
    expectInvalidToken(await send({ authorization: 'Bearer a.b.c' }, { path }), 'token_malformed');
    expectRefusal(await send({ authorization: 'Bearer ' }, { path }), malformed);
  });

  it.each(['access_token', 'token', 'jwt', 'id_token', 'authorization', 'access_token[]', 'Access_Token'])(
    'S08 ignores a token in the query as %s',
    async (name) => {
      expectRefusal(await send({}, { path: `/articles?${name}=${valid}` }), anonymous);
    },
  );

  it.each(['GET', 'POST'])('S09 ignores a token in the body of %s', async (method) => {
    const form = `access_token=${valid}`;
    const type = 'application/x-www-form-urlencoded';
    expectRefusal(await send({ 'content-type': type }, { method, body: form }), anonymous);
    const json = JSON.stringify({ access_token: valid });
    expectRefusal(await send({ 'content-type': 'application/json' }, { method, body: json }), anonymous);
  });

  it('S09 never accepts a token in a multipart body', async () => {
    const body = `--b\r\ncontent-disposition: form-data; name="access_token"\r\n\r\n${valid}\r\n--b--\r\n`;
    const exchange = await send(
      { 'content-type': 'multipart/form-data; boundary=b' },
      { method: 'POST', body },
    );
    // Fastify has no parser for it and answers before any guard runs.
    if (platform === 'Fastify') expectNotGranted(exchange, [415]);
    else expectRefusal(exchange, anonymous);
  });

  it.each(['access_token', 'token', 'authorization', 'Authorization', 'jwt'])(
    'S10 ignores a token in the cookie %s',
    async (name) => {
      expectRefusal(await send({ cookie: `${name}=${valid}` }), anonymous);
      expectRefusal(await send({ cookie: `${name}=Bearer ${valid}` }), anonymous);
    },
  );

  it.each(['proxy-authorization', 'x-authorization', 'x-access-token', 'x-forwarded-authorization'])(
    'S10 ignores a token in the header %s',
    async (name) => {
      expectRefusal(await send({ [name]: `Bearer ${valid}` }), anonymous);
    },
  );

  it('S11 names realm and scopes once each, in allowed characters', async () => {
    const exchange = await send({ authorization: `Bearer ${valid}` }, { path: '/articles/drafts' });
    expectRefusal(exchange, {
      status: 403,
      challenge: 'Bearer realm="api", error="insufficient_scope", scope="articles/write articles/drafts"',
      code: 'insufficient_scope',
    });
  });

  it('S13 keeps 200, 401 and 403 out of caches', async () => {
    const answers = [
      await send({ authorization: `Bearer ${valid}` }),
      await send({}),
      await send({ authorization: `Bearer ${valid}` }, { path: '/articles/drafts' }),
    ];
    expect(answers.map(({ answer }) => [answer.status, answer.headers.get('cache-control')])).toEqual([
      [200, ['no-store']],
      [401, ['no-store']],
      [403, ['no-store']],
    ]);
  });

  it('S14 says what is wrong in one fixed sentence, without a stack or a message of a library', async () => {
    const exchange = await send({ authorization: `Bearer ${valid.slice(0, -4)}AAAA` });
    expect(exchange.answer.body).toBe(
      JSON.stringify({
        type: 'about:blank',
        title: 'Unauthorized',
        status: 401,
        code: 'token_signature_invalid',
        detail: 'The signature of the token does not match its content.',
      }),
    );
    expectInvalidToken(exchange, 'token_signature_invalid');
  });

  it('S19 leaves headers of more than 16 KiB to Node, which answers 431', async () => {
    const exchange = await send({ authorization: `Bearer ${'a'.repeat(17 * 1_024)}` });
    expectNotGranted(exchange, [431]);
  });
});
