import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { assertClientClass, assertClientConfig, ConfigKeys } from './client-config.js';

describe('assertClientConfig', () => {
  it.each([null, 7, {}, { requestTimeout: 1 }, { handle: true }])(
    'refuses %p for a request handler',
    (requestHandler) => {
      expect(() => assertClientConfig('S3Client', { requestHandler })).toThrow(
        'S3Client: requestHandler must be an instance',
      );
    },
  );

  it('takes an instance, none, and every other option', () => {
    const requestHandler = { handle: () => undefined };

    expect(() => assertClientConfig('S3Client', { requestHandler, region: 'eu-west-1' })).not.toThrow();
    expect(() => assertClientConfig('S3Client', { requestHandler: undefined })).not.toThrow();
  });
});

describe('assertClientClass', () => {
  it('refuses a class that is made from another client, and says what to write', () => {
    expect(() => assertClientClass(DynamoDBDocumentClient)).toThrow(
      /^DynamoDBDocumentClient is made from another client.*class Documents extends DynamoDBDocumentClient/,
    );
  });
});

describe('ConfigKeys', () => {
  const keys = new ConfigKeys();

  it('are equal for equal data', () => {
    expect(keys.keyOf({ b: [1, 'x', null], a: { c: undefined } })).toBe(
      keys.keyOf({ a: { c: undefined }, b: [1, 'x', null] }),
    );
    expect(keys.keyOf(Object.assign(Object.create(null) as object, { a: 1 }))).toBe(keys.keyOf({ a: 1 }));
  });

  it('differ for different data', () => {
    const different = [
      undefined,
      null,
      'null',
      1,
      '1',
      true,
      {},
      [],
      { a: 1 },
      { a: '1' },
      [1, 2],
      ['1,2'],
      { 'a:1': 1 },
    ];

    expect(new Set(different.map((value) => keys.keyOf(value))).size).toBe(different.length);
  });

  it('compare functions and instances by reference', () => {
    const [provider, other] = [() => 'a', () => 'a'];
    const date = new Date(0);

    expect(keys.keyOf({ provider })).toBe(keys.keyOf({ provider }));
    expect(keys.keyOf({ provider })).not.toBe(keys.keyOf({ provider: other }));
    expect(keys.keyOf(date)).toBe(keys.keyOf(date));
    expect(keys.keyOf(date)).not.toBe(keys.keyOf(new Date(0)));
  });
});
