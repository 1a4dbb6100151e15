import { isBucketName, validateBucketNames } from './bucket-name.js';

describe('bucket names', () => {
  it.each(['abc', 'my-bucket', 'my.bucket.1', '1.2.3', 'a'.repeat(63)])('may be %s', (name) => {
    expect(isBucketName(name)).toBe(true);
  });

  it.each([
    '',
    'ab',
    'a'.repeat(64),
    'Upper',
    'under_score',
    '-abc',
    'abc-',
    '.abc',
    'a..b',
    '192.168.5.4',
    'xn--abc',
    'sthree-abc',
    'amzn-s3-demo-bucket',
    'abc-s3alias',
    'abc--ol-s3',
    'abc.mrap',
    'abc--x-s3',
    'a/b',
    'abc\n',
  ])('may not be %j', (name) => {
    expect(isBucketName(name)).toBe(false);
  });

  it('are validated as an option, with the place in the message', () => {
    expect(() => validateBucketNames(['good', 'Bad'], 'buckets')).toThrow(
      'buckets[1]: found "Bad". Write 3 to 63 lower-case letters',
    );
    expect(() => validateBucketNames(['good', 'good'], 'buckets')).toThrow(
      'buckets[1]: found "good". Write each',
    );
  });
});
