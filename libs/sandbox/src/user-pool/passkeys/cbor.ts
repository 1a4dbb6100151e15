/** What authenticators write in CBOR (RFC 8949): no tags, no fractions, no items of unknown length. */
export type CborValue = number | string | boolean | null | Buffer | readonly CborValue[] | CborMap;

export type CborMap = ReadonlyMap<number | string, CborValue>;

const MAXIMUM_DEPTH = 8;

/** Reads one item. Answers with it and with how many bytes it took. Throws a `RangeError` for anything else. */
export function readCbor(bytes: Buffer): { readonly value: CborValue; readonly length: number } {
  const reader = new CborReader(bytes);
  const value = reader.item(MAXIMUM_DEPTH);
  return { value, length: reader.position };
}

class CborReader {
  position = 0;

  constructor(private readonly bytes: Buffer) {}

  item(depth: number): CborValue {
    if (depth === 0) throw new RangeError('CBOR is nested too deep.');
    const initial = this.take(1).readUInt8();
    const kind = initial >> 5;
    if (kind === 7) return simple(initial & 31);
    const argument = this.argument(initial & 31);
    switch (kind) {
      case 0:
        return argument;
      case 1:
        return -1 - argument;
      case 2:
        return this.take(argument);
      case 3:
        return this.take(argument).toString('utf8');
      case 4:
        return Array.from({ length: this.count(argument) }, () => this.item(depth - 1));
      case 5:
        return this.map(this.count(argument), depth - 1);
      default:
        throw new RangeError('CBOR has a tag.');
    }
  }

  private map(count: number, depth: number): CborMap {
    const map = new Map<number | string, CborValue>();
    for (let index = 0; index < count; index += 1) {
      const key = this.item(depth);
      if ((typeof key !== 'number' && typeof key !== 'string') || map.has(key)) {
        throw new RangeError('CBOR has a key twice, or one that is no number and no text.');
      }
      map.set(key, this.item(depth));
    }
    return map;
  }

  /** Every item takes a byte at least. */
  private count(argument: number): number {
    if (argument > this.bytes.length - this.position) throw new RangeError('CBOR is cut off.');
    return argument;
  }

  private argument(additional: number): number {
    if (additional < 24) return additional;
    if (additional === 24) return this.take(1).readUInt8();
    if (additional === 25) return this.take(2).readUInt16BE();
    if (additional === 26) return this.take(4).readUInt32BE();
    throw new RangeError('CBOR has a length that no authenticator writes.');
  }

  private take(count: number): Buffer {
    const end = this.position + count;
    if (end > this.bytes.length) throw new RangeError('CBOR is cut off.');
    const taken = this.bytes.subarray(this.position, end);
    this.position = end;
    return taken;
  }
}

function simple(additional: number): CborValue {
  if (additional === 20 || additional === 21) return additional === 21;
  if (additional === 22) return null;
  throw new RangeError('CBOR has a value that no authenticator writes.');
}
