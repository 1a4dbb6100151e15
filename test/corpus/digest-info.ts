/** One element of ASN.1, as bytes or as the elements inside it. */
interface Element {
  readonly name: string;
  readonly tag: number;
  readonly content: Buffer | readonly Element[];
}

/** Writes one element in some wrong way. */
type Rewrite = (tag: number, content: Buffer) => Buffer;

/** A wrong spelling of a DigestInfo (RFC 8017, section 9.2). */
export interface WrongDigestInfo {
  readonly name: string;
  encode(digest: Buffer): Buffer;
}

const SHA256_OID = Buffer.from('608648016503040201', 'hex');

const OTHER_OIDS: Readonly<Record<string, string>> = {
  MD5: '2a864886f70d0205',
  'SHA-1': '2b0e03021a',
  'SHA-224': '608648016503040204',
  'SHA-384': '608648016503040202',
  'SHA-512': '608648016503040203',
  'SHA-512/256': '608648016503040206',
  'SHA3-256': '608648016503040208',
  sha256WithRSAEncryption: '2a864886f70d01010b',
  'SHA-256 with a padded arc': '60864801658003040201',
  'SHA-256 with one arc more': '60864801650304020101',
  'SHA-256 with one arc less': '6086480165030402',
};

const TAGS = [0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0c, 0x10, 0x13, 0x24, 0x30, 0x31, 0x80, 0xa0, 0xff];

/** The one right spelling. */
export function digestInfo(digest: Buffer): Buffer {
  return encode(tree(digest));
}

/** Every element of a DigestInfo, written wrongly in every way, one at a time. */
export function wrongDigestInfos(): WrongDigestInfo[] {
  const elements = ['DigestInfo', 'AlgorithmIdentifier', 'OID', 'parameters', 'digest'];
  const rewritten = elements.flatMap((element) =>
    Object.entries(rewrites(element)).map(([what, rewrite]) => ({
      name: `${element}: ${what}`,
      encode: (digest: Buffer) => encode(tree(digest), element, rewrite),
    })),
  );
  const otherHashes = Object.entries(OTHER_OIDS).map(([name, oid]) => ({
    name: `the OID of ${name}`,
    encode: (digest: Buffer) => encode(tree(digest), 'OID', () => tlv(0x06, Buffer.from(oid, 'hex'))),
  }));
  return [
    ...rewritten,
    ...otherHashes,
    { name: 'the digest without DigestInfo', encode: (digest) => digest },
    { name: 'the digest as an OCTET STRING', encode: (digest) => tlv(0x04, digest) },
    { name: 'a byte behind it', encode: (digest) => Buffer.concat([digestInfo(digest), Buffer.alloc(1)]) },
    { name: 'NULL behind it', encode: (digest) => Buffer.concat([digestInfo(digest), bytes(5, 0)]) },
    { name: 'itself behind it', encode: (digest) => Buffer.concat([digestInfo(digest), digestInfo(digest)]) },
    { name: 'a SEQUENCE around it', encode: (digest) => tlv(0x30, digestInfo(digest)) },
    { name: 'nothing', encode: () => Buffer.alloc(0) },
  ];
}

function tree(digest: Buffer): Element {
  return {
    name: 'DigestInfo',
    tag: 0x30,
    content: [
      {
        name: 'AlgorithmIdentifier',
        tag: 0x30,
        content: [
          { name: 'OID', tag: 0x06, content: SHA256_OID },
          { name: 'parameters', tag: 0x05, content: Buffer.alloc(0) },
        ],
      },
      { name: 'digest', tag: 0x04, content: digest },
    ],
  };
}

function encode({ name, tag, content }: Element, rewritten?: string, rewrite: Rewrite = tlv): Buffer {
  const inner = Buffer.isBuffer(content)
    ? content
    : Buffer.concat(content.map((element) => encode(element, rewritten, rewrite)));
  return name === rewritten ? rewrite(tag, inner) : tlv(tag, inner);
}

function rewrites(element: string): Record<string, Rewrite> {
  const tags = TAGS.map((wrong): [string, Rewrite] => [
    `tag 0x${wrong.toString(16).padStart(2, '0')}`,
    (_tag, content) => tlv(wrong, content),
  ]);
  return {
    ...lengths(),
    ...Object.fromEntries(tags.filter((_, index) => TAGS[index] !== tagOf(element))),
    'the tag in long form': (tag, content) => Buffer.concat([bytes(tag | 0x1f), tlv(tag & 0x1f, content)]),
    'left out': () => Buffer.alloc(0),
    'written twice': (tag, content) => Buffer.concat([tlv(tag, content), tlv(tag, content)]),
    'NULL behind it': (tag, content) => Buffer.concat([tlv(tag, content), bytes(5, 0)]),
    'NULL before it': (tag, content) => Buffer.concat([bytes(5, 0), tlv(tag, content)]),
    'a zero behind it': (tag, content) => Buffer.concat([tlv(tag, content), bytes(0)]),
    'a zero at its end': (tag, content) => tlv(tag, Buffer.concat([content, bytes(0)])),
    'a zero at its start': (tag, content) => tlv(tag, Buffer.concat([bytes(0), content])),
    'NULL at its end': (tag, content) => tlv(tag, Buffer.concat([content, bytes(5, 0)])),
    'one SEQUENCE more around it': (tag, content) => tlv(0x30, tlv(tag, content)),
    ...(element !== 'parameters' && {
      empty: (tag: number) => tlv(tag, Buffer.alloc(0)),
      'replaced by NULL': () => bytes(5, 0),
      'cut by one byte': (tag: number, content: Buffer) => tlv(tag, content.subarray(0, -1)),
      'cut by its first byte': (tag: number, content: Buffer) => tlv(tag, content.subarray(1)),
      'one bit changed': (tag: number, content: Buffer) => tlv(tag, flipped(content)),
    }),
  };
}

/** Lengths that BER allows, that are wrong, or that overflow. */
function lengths(): Record<string, Rewrite> {
  const written = (length: (size: number) => Buffer): Rewrite => {
    return (tag, content) => Buffer.concat([bytes(tag), length(content.length), content]);
  };
  const long = (octets: number, more = 0n) =>
    written((size) => Buffer.concat([bytes(0x80 | octets), bigEndian(BigInt(size) + more, octets)]));
  return {
    'length in 1 octet of long form': long(1),
    'length in 2 octets': long(2),
    'length in 3 octets': long(3),
    'length in 4 octets': long(4),
    'length in 9 octets': long(9),
    'length of 2^32 more': long(5, 1n << 32n),
    'length of 2^64 more': long(9, 1n << 64n),
    'length one more': written((size) => bytes(size + 1)),
    'length one less': written((size) => bytes(Math.max(size, 1) - 1 || 0x7f)),
    'length 2^31 - 1': long(4, (1n << 31n) - 256n),
    'length 2^32 - 1': written(() => bytes(0x84, 0xff, 0xff, 0xff, 0xff)),
    'indefinite length': (tag, content) => Buffer.concat([bytes(tag, 0x80), content, bytes(0, 0)]),
    'indefinite length without an end': written(() => bytes(0x80)),
    'indefinite length, constructed': (tag, content) =>
      Buffer.concat([bytes(tag | 0x20, 0x80), tlv(tag, content), bytes(0, 0)]),
    'reserved length': written(() => bytes(0xff)),
  };
}

function tagOf(element: string): number {
  return { OID: 0x06, parameters: 0x05, digest: 0x04 }[element] ?? 0x30;
}

function tlv(tag: number, content: Buffer): Buffer {
  return Buffer.concat([bytes(tag, content.length), content]);
}

function flipped(content: Buffer): Buffer {
  const copy = Buffer.from(content);
  copy[copy.length - 1]! ^= 1;
  return copy;
}

function bigEndian(value: bigint, octets: number): Buffer {
  return Buffer.from(value.toString(16).padStart(octets * 2, '0'), 'hex');
}

function bytes(...values: readonly number[]): Buffer {
  return Buffer.from(values);
}
