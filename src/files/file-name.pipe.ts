import { BadRequestException, Injectable, type PipeTransform } from '@nestjs/common';

const MAX_BYTES = 255;

/**
 * Accepts a plain file name. It becomes the last part of an S3 key, so nothing in it may look like a path or be
 * invisible.
 */
@Injectable()
export class FileNamePipe implements PipeTransform<unknown, string> {
  transform(name: unknown): string {
    if (typeof name !== 'string' || name === '') throw refuse('is empty');
    if (Buffer.byteLength(name) > MAX_BYTES) throw refuse(`is longer than ${MAX_BYTES} bytes`);
    if (/[/\\]/.test(name)) throw refuse('contains a slash or a backslash');
    if (/\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Cs}/u.test(name))
      throw refuse('contains a control or invisible character');
    if (/^\.+$/.test(name) || /%2e/i.test(name)) throw refuse('looks like a step in a path');
    return name;
  }
}

function refuse(problem: string): BadRequestException {
  return new BadRequestException(
    `The file name ${problem}. Use 1 to ${MAX_BYTES} bytes without slashes and control characters.`,
  );
}
