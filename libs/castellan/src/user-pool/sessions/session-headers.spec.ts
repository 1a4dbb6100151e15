import { headersOfSession } from './session-headers.js';
import { sessionOf } from './sessions.spec-helper.js';

describe('headersOfSession', () => {
  const rawHeaders = ['Host', 'x', 'Authorization', 'Basic abc', 'X-Id-Token', 'foreign', 'cookie', 'a=b'];
  const request = { method: 'GET', rawHeaders };

  it('puts the tokens of the session in place of what the request says', () => {
    expect(
      headersOfSession(sessionOf(), request, { tokenUse: 'access', idTokenHeader: 'x-id-token' }),
    ).toEqual(['Host', 'x', 'cookie', 'a=b', 'authorization', 'Bearer access', 'x-id-token', 'id']);
  });

  it('has the ID token as the bearer token where that is expected', () => {
    expect(headersOfSession(sessionOf(), request, { tokenUse: 'id', idTokenHeader: 'x-id-token' })).toEqual([
      ...['Host', 'x', 'cookie', 'a=b'],
      ...['authorization', 'Bearer id'],
    ]);
  });
});
