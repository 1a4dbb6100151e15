import { credential } from './fields.js';
import { validated } from './validated.js';

describe('a credential of a passkey', () => {
  it('may have members of any name', () => {
    const given = {
      id: 'x',
      response: { transports: ['usb'] },
      clientExtensionResults: { prf: { results: {} } },
    };
    expect(validated(credential, given)).toEqual(given);
  });

  it('is refused where it is so deep that nobody could write it out again', () => {
    const deep = JSON.parse(`{"id":${'['.repeat(16_000)}${']'.repeat(16_000)}}`) as unknown;
    expect(() => JSON.stringify(deep)).toThrow(RangeError);
    expect(() => validated(credential, deep)).toThrow('A request body is refused');
  });
});
