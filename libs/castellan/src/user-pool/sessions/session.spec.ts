import { sessionFromText, sessionToText } from './session.js';
import { sessionOf } from './sessions.spec-helper.js';

describe('the text of a session', () => {
  it('gives the session back', () => {
    expect(sessionFromText(sessionToText(sessionOf()))).toEqual(sessionOf());
    const without = sessionOf({ refreshToken: undefined });
    expect(sessionFromText(sessionToText(without))).toEqual(without);
  });

  it.each([
    undefined,
    '',
    'ended',
    '{}',
    '[]',
    'null',
    JSON.stringify({ ...sessionOf(), id: 'short' }),
    JSON.stringify({ ...sessionOf(), accessToken: '' }),
    JSON.stringify({ ...sessionOf(), version: -1 }),
    JSON.stringify({ ...sessionOf(), signedInAt: '0' }),
  ])('gives nothing for %j', (text) => {
    expect(sessionFromText(text)).toBeUndefined();
  });
});
