import { rs256, segment, signSegments } from '../support/token-factory.js';
import { type Attack, attacks } from './attack.js';

type Part = 'header' | 'payload' | 'signature';
const PARTS: readonly Part[] = ['header', 'payload', 'signature'];

/** A good token one of whose parts is spelled differently; header and payload are signed as they are spelled. */
function respelled(part: Part, respell: (text: string) => string, spaces = ''): Attack['token'] {
  return ({ tokens }) => {
    // A signature need not have the character that is to be spelled differently: then the next one may.
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const claims = JSON.stringify(
        tokens.accessClaims({ 'custom:marks': '~~~???', 'custom:attempt': attempt }),
      );
      const header = segment(`${JSON.stringify(tokens.header)}${part === 'header' ? spaces : ''}`);
      const payload = segment(`${claims}${part === 'payload' ? spaces : ''}`);
      const [h, p, s] = signSegments(
        part === 'header' ? respell(header) : header,
        part === 'payload' ? respell(payload) : payload,
        rs256(tokens.key),
      ).split('.') as [string, string, string];
      if (part !== 'signature') return `${h}.${p}.${s}`;
      if (respell(s) !== s) return `${h}.${p}.${respell(s)}`;
    }
    throw new Error('One of twenty signatures must have the character.');
  };
}

const SPELLINGS: readonly [string, (text: string) => string][] = [
  ['"=" behind', (text) => `${text}=`],
  ['"==" behind', (text) => `${text}==`],
  ['"====" behind', (text) => `${text}====`],
  ['"=" in the middle', (text) => `${text.slice(0, 8)}=${text.slice(8)}`],
  ['a space behind', (text) => `${text} `],
  ['a space in front', (text) => ` ${text}`],
  ['a space in the middle', (text) => `${text.slice(0, 8)} ${text.slice(8)}`],
  ['a tab in the middle', (text) => `${text.slice(0, 8)}\t${text.slice(8)}`],
  ['a line feed behind', (text) => `${text}\n`],
  ['a line feed in the middle', (text) => `${text.slice(0, 8)}\n${text.slice(8)}`],
  ['CR LF in the middle', (text) => `${text.slice(0, 8)}\r\n${text.slice(8)}`],
  ['NUL behind', (text) => `${text}\0`],
  ['"+" for "-"', (text) => text.replace('-', '+')],
  ['"/" for "_"', (text) => text.replace('_', '/')],
  ['"~" in the middle', (text) => `${text.slice(0, 8)}~${text.slice(8)}`],
  ['"~" behind', (text) => `${text}~`],
  ['percent-encoding', (text) => `${text.slice(0, -1)}%${text.charCodeAt(text.length - 1).toString(16)}`],
  [
    'a letter of full width',
    (text) => text.replace(/[A-Z]/, (a) => String.fromCharCode(a.charCodeAt(0) + 0xfee0)),
  ],
  ['a Cyrillic letter', (text) => text.replace('a', '\u0430')],
  ['an invisible character', (text) => `${text}\u200b`],
  ['a length that base64 cannot have', (text) => `${text}A`.slice(0, text.length - (text.length % 4) + 1)],
];

/** Spaces that make an encoded JSON text end in the middle of a group of four characters. */
function endingWithin(length: number) {
  return (part: Part): Attack['token'] => {
    return (kit) => {
      for (const spaces of ['', ' ', '  ']) {
        const token = respelled(part, setUnusedBits, spaces)(kit);
        const text = token.split('.')[PARTS.indexOf(part)] ?? '';
        if (text.length % 4 === length) return token;
      }
      throw new Error('One of three consecutive lengths must fit.');
    };
  };
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function setUnusedBits(text: string): string {
  return withUnusedBits(text, 1);
}

function withUnusedBits(text: string, bits: number): string {
  const last = ALPHABET.indexOf(text.charAt(text.length - 1));
  return `${text.slice(0, -1)}${ALPHABET[last | bits] ?? ''}`;
}

const valid: Attack['token'] = ({ tokens }) => tokens.access();
const parts = (join: (header: string, payload: string, signature: string) => string): Attack['token'] => {
  return (kit) => join(...(valid(kit).split('.') as [string, string, string]));
};

const SEGMENTS = attacks('S15', 'token_malformed', {
  'no character': () => '',
  'one segment': () => 'abc',
  'one dot': () => '.',
  'two dots': () => '..',
  'three dots': () => '...',
  'four dots': () => '....',
  '8,000 dots': () => '.'.repeat(8_000),
  'no signature': parts((h, p) => `${h}.${p}`),
  'an empty signature': parts((h, p) => `${h}.${p}.`),
  'an empty payload': ({ tokens }) => signSegments(segment(tokens.header), '', rs256(tokens.key)),
  'an empty header': ({ tokens }) => signSegments('', segment(tokens.accessClaims()), rs256(tokens.key)),
  'a dot behind': parts((h, p, s) => `${h}.${p}.${s}.`),
  'a dot in front': parts((h, p, s) => `.${h}.${p}.${s}`),
  'two dots between': parts((h, p, s) => `${h}..${p}.${s}`),
  'a fourth segment': parts((h, p, s) => `${h}.${p}.${s}.${s}`),
  'two signatures': parts((h, p, s) => `${h}.${p}.${s}${s}.${s}`),
  'five segments': parts((h, p, s) => `${h}.${p}.${p}.${p}.${s}`),
  'the payload twice': parts((h, p, s) => `${h}.${p}.${p}.${s}`),
  'the segments separated by commas': parts((h, p, s) => `${h},${p},${s}`),
  'the flattened JSON serialization': parts((h, p, s) =>
    JSON.stringify({ protected: h, payload: p, signature: s }),
  ),
  'the general JSON serialization': parts((h, p, s) =>
    JSON.stringify({ payload: p, signatures: [{ protected: h, signature: s }] }),
  ),
  'a detached payload': parts((h, _p, s) => `${h}..${s}`),
  'the scheme in front': (kit) => `Bearer ${valid(kit)}`,
  'quotes around it': (kit) => `"${valid(kit)}"`,
});

const ENCODINGS = [
  ...PARTS.flatMap((part) =>
    attacks(
      'S16',
      'token_malformed',
      Object.fromEntries(
        SPELLINGS.map(([name, respell]) => [`${name} in the ${part}`, respelled(part, respell)]),
      ),
    ),
  ),
  ...PARTS.slice(0, 2).flatMap((part) =>
    attacks('S16', 'token_malformed', {
      [`one of four unused bits set in the ${part}`]: endingWithin(2)(part),
      [`one of two unused bits set in the ${part}`]: endingWithin(3)(part),
    }),
  ),
  ...attacks(
    'S16',
    'token_malformed',
    Object.fromEntries(
      Array.from({ length: 15 }, (_, index) => [
        `the unused bits ${index + 1} in the signature`,
        respelled('signature', (text) => withUnusedBits(text, index + 1)),
      ]),
    ),
  ),
];

/** A good token of exactly this many characters. */
function ofLength(length: number): Attack['token'] {
  return ({ tokens }) => {
    for (let filler = (length * 3) / 4 - 800; ; filler += 1) {
      const token = tokens.access({ filler: 'x'.repeat(filler) });
      if (token.length >= length) return token;
    }
  };
}

const SIZES = [
  ...attacks('S19', 'token_too_large', {
    '10,000 dots': () => '.'.repeat(10_000),
    '8,193 characters or more': ofLength(8_193),
    '15,000 characters of nonsense': () => 'a'.repeat(15_000),
    '15,000 characters that are not base64url': (kit) => `${valid(kit)}.${'='.repeat(15_000)}`,
  }),
  ...attacks('S19', 'accepted', { 'nearly 8,192 characters': ofLength(8_180) }),
];

/** Tokens whose segments are spelled wrongly, most of them signed by the pool's own key. */
export const FORM_ATTACKS: readonly Attack[] = [
  ...attacks('S03', 'accepted', { 'nothing special': valid }),
  ...SEGMENTS,
  ...ENCODINGS,
  ...SIZES,
];
