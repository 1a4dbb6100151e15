/** A body that came in chunks of AWS's own, decoded. */
export interface ChunkedBody {
  readonly bytes: Buffer;
  /** By name in lower case. */
  readonly trailers: ReadonlyMap<string, string>;
}

const LINE_END = '\r\n';
const CHUNK_SIZE = /^[0-9a-f]{1,8}$/i;

/**
 * Decodes the content encoding `aws-chunked` without chunk signatures: `SIZE CRLF BYTES CRLF` until a size of 0, then
 * trailers, then an empty line. `undefined` if the body is anything else.
 */
export function decodeAwsChunked(encoded: Buffer): ChunkedBody | undefined {
  const reader = new LineReader(encoded);
  const chunks: Buffer[] = [];
  for (;;) {
    const line = reader.line();
    if (line === undefined || !CHUNK_SIZE.test(line)) return undefined;
    const size = Number.parseInt(line, 16);
    if (size === 0) break;
    const chunk = reader.bytes(size);
    if (chunk === undefined || reader.line() !== '') return undefined;
    chunks.push(chunk);
  }
  const trailers = new Map<string, string>();
  for (;;) {
    const line = reader.line();
    if (line === undefined) return undefined;
    if (line === '') return reader.atEnd ? { bytes: Buffer.concat(chunks), trailers } : undefined;
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    if (colon < 1 || trailers.has(name)) return undefined;
    trailers.set(name, line.slice(colon + 1).trim());
  }
}

class LineReader {
  private position = 0;

  constructor(private readonly source: Buffer) {}

  get atEnd(): boolean {
    return this.position === this.source.length;
  }

  /** The text up to the next line end, which is taken too. */
  line(): string | undefined {
    const end = this.source.indexOf(LINE_END, this.position);
    if (end < 0) return undefined;
    const text = this.source.toString('latin1', this.position, end);
    this.position = end + LINE_END.length;
    return text;
  }

  bytes(size: number): Buffer | undefined {
    const end = this.position + size;
    if (end > this.source.length) return undefined;
    const part = this.source.subarray(this.position, end);
    this.position = end;
    return part;
  }
}
