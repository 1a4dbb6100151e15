import type { IncomingMessage } from 'node:http';
import { InvalidRequestError } from '../../errors/index.js';
import { carriesToken, handshakeHeaders, withoutTokens } from './handshake-credentials.js';

interface Handshake {
  readonly rawHeaders?: readonly string[];
  readonly protocols?: string;
  readonly url?: string;
  readonly auth?: unknown;
  readonly tokenInQuery?: boolean;
}

function headersOf({
  rawHeaders = [],
  protocols,
  url,
  auth,
  tokenInQuery = false,
}: Handshake): readonly string[] {
  const headers = protocols === undefined ? {} : { 'sec-websocket-protocol': protocols };
  const request = { rawHeaders, headers, url } as unknown as IncomingMessage;
  return handshakeHeaders({ request, auth, tokenInQuery, idTokenHeader: 'x-id-token' });
}

function refusalOf(handshake: Handshake): unknown {
  try {
    return headersOf(handshake);
  } catch (error) {
    return error;
  }
}

const TOKENS = ['authorization', 'Bearer a.b.c', 'x-id-token', 'd.e.f'];

describe('the headers of a handshake', () => {
  it.each<[string, Handshake]>([
    ['headers', { rawHeaders: TOKENS }],
    ['auth', { auth: { token: 'a.b.c', idToken: 'd.e.f' } }],
    ['auth with the scheme', { auth: { token: 'Bearer a.b.c', idToken: 'd.e.f' } }],
    ['subprotocols', { protocols: 'chat, bearer.a.b.c,id-token.d.e.f' }],
    ['the query', { url: '/?access_token=a.b.c&id_token=d.e.f', tokenInQuery: true }],
  ])('have the tokens of %s', (_where, handshake) => {
    expect(headersOf(handshake)).toEqual(TOKENS);
  });

  it.each<[string, Handshake]>([
    ['nothing', {}],
    ['a query that is not read', { url: '/?access_token=a.b.c' }],
    ['no address', { tokenInQuery: true }],
    ['auth that is text', { auth: 'a.b.c' }],
    ['auth that is null', { auth: null }],
    ['auth whose members are absent', { auth: { token: null, idToken: undefined } }],
    ['auth that inherits them', { auth: Object.create({ token: 'a.b.c' }) as unknown }],
    ['another subprotocol', { protocols: 'bearer, chat.bearer.a.b.c' }],
  ])('have no token for %s', (_what, handshake) => {
    expect(headersOf(handshake)).toEqual([]);
  });

  it('have a malformed token, and not none, where auth has what is no text', () => {
    expect(headersOf({ auth: { token: { toString: () => 'a.b.c' } } })).toEqual(['authorization', 'Bearer ']);
    expect(headersOf({ auth: { token: '' } })).toEqual(['authorization', 'Bearer ']);
  });

  it('keep both where there is one in a header and one elsewhere, for their reader to refuse', () => {
    const both = headersOf({ rawHeaders: ['Authorization', 'Bearer x.y.z'], auth: { token: 'a.b.c' } });
    expect(both).toEqual(['Authorization', 'Bearer x.y.z', 'authorization', 'Bearer a.b.c']);
  });

  it.each<[string, Handshake]>([
    ['auth and a subprotocol', { auth: { token: 'a.b.c' }, protocols: 'bearer.a.b.c' }],
    ['two subprotocols', { protocols: 'bearer.a.b.c, bearer.x.y.z' }],
    ['the query twice', { url: '/?access_token=a&access_token=b', tokenInQuery: true }],
    ['two ID tokens', { auth: { idToken: 'd.e.f' }, protocols: 'id-token.d.e.f' }],
  ])('are refused with %s', (_what, handshake) => {
    const refusal = refusalOf(handshake);
    expect(refusal).toBeInstanceOf(InvalidRequestError);
    expect(refusal).toMatchObject({ code: 'multiple_credentials' });
  });
});

describe('withoutTokens', () => {
  it('leaves the other headers, whatever the case of the names', () => {
    const rawHeaders = ['Host', 'api', 'AUTHORIZATION', 'Bearer a', 'X-Id-Token', 'b', 'Cookie', 'c'];
    expect(withoutTokens(rawHeaders, 'x-id-token')).toEqual(['Host', 'api', 'Cookie', 'c']);
  });
});

describe('carriesToken', () => {
  it.each([
    ['bearer.a.b.c', true],
    ['id-token.a.b.c', true],
    ['chat', false],
    ['bearer', false],
  ])('says of %s: %p', (protocol, carries) => {
    expect(carriesToken(protocol)).toBe(carries);
  });
});
