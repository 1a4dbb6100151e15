import type { Readable } from 'node:stream';

/** Much longer than any token that is accepted. */
const LONGEST_LINE = 128 * 1_024;

/**
 * The lines of a stream, one after the other, without their line ends. A line is a token, the empty one as well: an
 * unset variable of a script must not pass for "every token is accepted".
 *
 * A line that is too long to be accepted is cut, so that input without line ends does not pile up.
 */
export async function* readLines(stream: Readable): AsyncGenerator<string> {
  stream.setEncoding('utf8');
  let line = '';
  let isOpen = false;
  for await (const chunk of stream as AsyncIterable<string>) {
    let start = 0;
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', start)) {
      yield withoutCarriageReturn(append(line, chunk.slice(start, end)));
      line = '';
      start = end + 1;
    }
    line = append(line, chunk.slice(start));
    isOpen = start < chunk.length || (isOpen && start === 0);
  }
  if (isOpen) yield withoutCarriageReturn(line);
}

function append(line: string, text: string): string {
  return line.length + text.length <= LONGEST_LINE ? line + text : (line + text).slice(0, LONGEST_LINE);
}

function withoutCarriageReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
