import { S3Error } from './s3-error.js';

/** A body that came in chunks of AWS's own, decoded. */
export interface ChunkedBody {
  readonly bytes: Buffer;
  /** By name in lower case. */
  readonly trailers: ReadonlyMap<string, string>;
}

/** S3 wants chunks of 8 KiB. Small ones are taken here too, but no more of them than the largest object needs. */
const MOST_CHUNKS = 10_000;
const MOST_TRAILER_BYTES = 8 * 1024;
const MOST_SIZE_DIGITS = 8;

/** What the frame of a body can add to its content: for each chunk its size and two line ends, then the trailers. */
export const MOST_FRAME_BYTES = (MOST_CHUNKS + 1) * (MOST_SIZE_DIGITS + 4) + MOST_TRAILER_BYTES;

/**
 * Decodes the content encoding `aws-chunked` without chunk signatures: `SIZE CRLF BYTES CRLF` until a size of 0, then
 * trailers, then an empty line. `undefined` if the body is anything else, or has not the announced number of bytes.
 * Throws `InvalidChunkSizeError` for more than 10,000 chunks.
 */
export function decodeAwsChunked(encoded: Buffer, announcedBytes: number): ChunkedBody | undefined {
  if (announcedBytes > encoded.length) return undefined;
  const bytes = Buffer.allocUnsafe(announcedBytes);
  const reader = new ChunkReader(encoded);
  let filled = 0;
  for (let chunks = 0; ; chunks++) {
    const size = reader.size();
    if (size === undefined || size > announcedBytes - filled) return undefined;
    if (size === 0) break;
    if (chunks === MOST_CHUNKS) throw tooManyChunks();
    if (!reader.copyChunk(bytes, filled, size)) return undefined;
    filled += size;
  }
  const trailers = filled === announcedBytes ? parseTrailers(reader.rest()) : undefined;
  return trailers && { bytes, trailers };
}

/** Reads bytes where they stand: a text for each line would cost more than the lines. */
class ChunkReader {
  private position = 0;

  constructor(private readonly source: Buffer) {}

  /** A size in hex digits and its line end. */
  size(): number | undefined {
    let size = 0;
    const start = this.position;
    for (; this.position - start < MOST_SIZE_DIGITS; this.position++) {
      const digit = hexDigit(this.source[this.position]);
      if (digit === undefined) break;
      size = size * 16 + digit;
    }
    return this.position > start && this.lineEnd() ? size : undefined;
  }

  /** Copies a chunk and takes the line end behind it. Whether both were there. */
  copyChunk(target: Buffer, offset: number, size: number): boolean {
    const end = this.position + size;
    this.source.copy(target, offset, this.position, end);
    this.position = end;
    return this.lineEnd();
  }

  rest(): Buffer {
    return this.source.subarray(this.position);
  }

  private lineEnd(): boolean {
    const found = this.source[this.position] === 0x0d && this.source[this.position + 1] === 0x0a;
    this.position += 2;
    return found;
  }
}

function hexDigit(byte = 0): number | undefined {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lowerCase = byte | 0x20;
  return lowerCase >= 0x61 && lowerCase <= 0x66 ? lowerCase - 0x61 + 10 : undefined;
}

/** `NAME:VALUE` lines, each name once, and an empty line at the very end. */
function parseTrailers(rest: Buffer): ReadonlyMap<string, string> | undefined {
  if (rest.length > MOST_TRAILER_BYTES) return undefined;
  const lines = rest.toString('latin1').split('\r\n');
  if (lines.pop() !== '' || lines.pop() !== '') return undefined;
  const trailers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    if (colon < 1 || trailers.has(name)) return undefined;
    trailers.set(name, line.slice(colon + 1).trim());
  }
  return trailers;
}

const tooManyChunks = (): S3Error =>
  new S3Error(
    'InvalidChunkSizeError',
    'Only the last chunk is allowed to have a size less than 8192 bytes',
    403,
  );
