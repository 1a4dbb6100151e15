import { inspect } from 'node:util';
import { CallerCredentials } from './caller-credentials.js';

const issued = {
  identityId: 'eu-west-1:1',
  accessKeyId: 'ASIAALICE',
  secretAccessKey: 'SENTINEL-SECRET',
  sessionToken: 'SENTINEL-SESSION',
  expiresAt: 3_600_000,
};

describe('CallerCredentials', () => {
  const credentials = new CallerCredentials(issued, 2_700_000);

  it('read as the SDK reads credentials', () => {
    const { accessKeyId, secretAccessKey, sessionToken, expiration, identityId, renewAt } = credentials;

    expect({ identityId, accessKeyId, secretAccessKey, sessionToken, expiration, renewAt }).toEqual({
      identityId: 'eu-west-1:1',
      accessKeyId: 'ASIAALICE',
      secretAccessKey: 'SENTINEL-SECRET',
      sessionToken: 'SENTINEL-SESSION',
      expiration: new Date(3_600_000),
      renewAt: 2_700_000,
    });
  });

  it('are given to clients so that these ask again when renewal is due', () => {
    expect(credentials.forClient()).toEqual({
      accessKeyId: 'ASIAALICE',
      secretAccessKey: 'SENTINEL-SECRET',
      sessionToken: 'SENTINEL-SESSION',
      expiration: new Date(2_700_000 + 300_000),
    });
    expect(new CallerCredentials(issued, 3_500_000).forClient().expiration).toEqual(new Date(3_600_000));
  });

  it.each([
    ['inspect', inspect({ a: [{ credentials }] }, { depth: 10, showHidden: true })],
    ['inspect without customisation', inspect(credentials, { customInspect: false, showHidden: true })],
    ['JSON', JSON.stringify({ credentials })],
    ['a copy', inspect(Object.assign({}, credentials))],
    ['a structured clone', inspect(structuredClone(credentials))],
  ])('never print a secret: %s', (_how, printed) => {
    expect(printed).not.toContain('SENTINEL');
  });

  it('print what is no secret', () => {
    expect(inspect(credentials)).toBe(
      "CallerCredentials {\n  identityId: 'eu-west-1:1',\n  accessKeyId: 'ASIAALICE',\n  expiration: '1970-01-01T01:00:00.000Z'\n}",
    );
  });

  it('cannot be changed by one handler for the next', () => {
    expect(() => Object.assign(credentials, { accessKeyId: 'other' })).toThrow(TypeError);
    credentials.expiration.setTime(0);
    expect(credentials.expiration.getTime()).toBe(3_600_000);
  });
});
