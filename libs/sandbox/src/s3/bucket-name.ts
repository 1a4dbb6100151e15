import { isIPv4 } from 'node:net';
import { optionError } from '../option-error.js';

const RESERVED_PREFIXES = ['xn--', 'sthree-', 'amzn-s3-demo-'];
const RESERVED_SUFFIXES = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3'];

/** Whether S3 would take the name for a general purpose bucket. Source: Amazon S3 user guide, bucket naming rules. */
export function isBucketName(name: string): boolean {
  return (
    /^[a-z0-9](?:[a-z0-9.-]{1,61})[a-z0-9]$/.test(name) &&
    !name.includes('..') &&
    !isIPv4(name) &&
    !RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix)) &&
    !RESERVED_SUFFIXES.some((suffix) => name.endsWith(suffix))
  );
}

/** Throws an Error that names the option for a name that S3 would not take, or that is there twice. */
export function validateBucketNames(names: readonly string[], path: string): void {
  names.forEach((name, index) => {
    if (typeof name !== 'string' || !isBucketName(name)) {
      throw optionError(
        `${path}[${index}]`,
        name,
        'Write 3 to 63 lower-case letters, digits, dots and hyphens that begin and end with a letter or digit, ' +
          'without "..", not like an IP address, and without a prefix or suffix that S3 keeps for itself.',
      );
    }
    if (names.indexOf(name) !== index)
      throw optionError(`${path}[${index}]`, name, 'Write each bucket once.');
  });
}
