import { asIs, type Attack, attacks, ofTexts } from './attack.js';

const first = (name: string, value: unknown) => (text: string) =>
  `{${JSON.stringify(name)}:${JSON.stringify(value)},${text.slice(1)}`;
const last = (name: string, value: unknown) => (text: string) =>
  `${text.slice(0, -1)},${JSON.stringify(name)}:${JSON.stringify(value)}}`;

const DUPLICATES = attacks('S17', 'token_malformed', {
  'alg twice, the first one none': ofTexts(first('alg', 'none'), asIs),
  'alg twice, the last one none': ofTexts(last('alg', 'none'), asIs),
  'alg twice, HS256 first': ofTexts(first('alg', 'HS256'), asIs),
  'alg twice, the same': ofTexts(first('alg', 'RS256'), asIs),
  'alg twice, once spelled with an escape': ofTexts((text) => `{"\\u0061lg":"RS256",${text.slice(1)}`, asIs),
  'kid twice': ofTexts(last('kid', 'other'), asIs),
  'kid twice, the same': ofTexts(
    (text) => last('kid', (JSON.parse(text) as { kid: string }).kid)(text),
    asIs,
  ),
  ...Object.fromEntries(
    ['sub', 'iss', 'exp', 'client_id', 'token_use', 'scope', 'username', 'nonsense'].flatMap((claim) => [
      [`${claim} twice, the first one added`, ofTexts(asIs, addDuplicate(claim, first))],
      [`${claim} twice, the last one added`, ofTexts(asIs, addDuplicate(claim, last))],
    ]),
  ),
  'groups twice': ofTexts(asIs, (text) =>
    first('cognito:groups', ['a'])(last('cognito:groups', ['b'])(text)),
  ),
  'a claim twice, once spelled with an escape': ofTexts(
    asIs,
    (text) => `{"\\u0073ub":"root",${text.slice(1)}`,
  ),
  'a member twice inside a claim': ofTexts(asIs, (text) => `{"a":{"b":1,"b":2},${text.slice(1)}`),
  'a member twice inside a list': ofTexts(asIs, (text) => `{"a":[{"b":1,"b":1}],${text.slice(1)}`),
  'an empty name twice': ofTexts(asIs, (text) => `{"":1,"":1,${text.slice(1)}`),
});

function addDuplicate(claim: string, add: typeof first) {
  return (text: string) => {
    const claims = JSON.parse(text) as Record<string, unknown>;
    return add(claim, 'another')(claim in claims ? text : last(claim, 'one')(text));
  };
}

const BAD_TEXTS: Readonly<Record<string, (text: string) => string | Buffer>> = {
  'a byte order mark': (text) => `\ufeff${text}`,
  'UTF-16': (text) => Buffer.from(text, 'utf16le'),
  'UTF-16 with a byte order mark': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'a byte 0xff': (text) => inserted(text, 'ff'),
  'an overlong slash': (text) => inserted(text, 'c0af'),
  'an overlong quote': (text) => inserted(text, 'c0a2'),
  'an encoded surrogate': (text) => inserted(text, 'eda080'),
  'a cut character': (text) => inserted(text, 'e282'),
  'a code point beyond Unicode': (text) => inserted(text, 'f4908080'),
  'Latin-1': (text) => inserted(text, 'fc'),
  'half a surrogate pair': (text) => `{"x":"\\ud800",${text.slice(1)}`,
  'the other half': (text) => `{"x":"\\udc00",${text.slice(1)}`,
  'half a surrogate pair in a name': (text) => `{"\\ud800":1,${text.slice(1)}`,
  'a list around it': (text) => `[${text}]`,
  'an empty list': () => '[]',
  'a string': (text) => JSON.stringify(text),
  'a number': () => '1',
  true: () => 'true',
  null: () => 'null',
  'an empty text': () => ' ',
  'a member called __proto__': (text) => `{"__proto__":{"admin":true},${text.slice(1)}`,
  'an escaped __proto__': (text) => `{"__pr\\u006fto__":{"admin":true},${text.slice(1)}`,
  'a letter behind': (text) => `${text}x`,
  'a brace behind': (text) => `${text}}`,
  'NUL behind': (text) => `${text}\0`,
  'a second object': (text) => `${text}${text}`,
  'a line of its own behind': (text) => `${text}\n{}`,
  'a comma at its end': (text) => `${text.slice(0, -1)},}`,
  'a comment': (text) => `/**/${text}`,
  'single quotes': (text) => text.replaceAll('"', "'"),
  'names without quotes': (text) => text.replace(/"(\w+)":/, '$1:'),
  'its last brace missing': (text) => text.slice(0, -1),
  'a raw line feed in a string': (text) => `{"x":"a\nb",${text.slice(1)}`,
  'a raw tab in a string': (text) => `{"x":"a\tb",${text.slice(1)}`,
  NaN: (text) => `{"x":NaN,${text.slice(1)}`,
  'a hexadecimal number': (text) => `{"x":0x10,${text.slice(1)}`,
  'a number with a zero in front': (text) => `{"x":01,${text.slice(1)}`,
  'a no-break space between': (text) => `{\u00a0${text.slice(1)}`,
  'a form feed between': (text) => `{\f${text.slice(1)}`,
};

function inserted(text: string, hex: string): Buffer {
  return Buffer.concat([Buffer.from('{"x":"'), Buffer.from(hex, 'hex'), Buffer.from(`",${text.slice(1)}`)]);
}

const TEXTS = Object.entries(BAD_TEXTS).flatMap(([name, write]) =>
  attacks('S18', 'token_malformed', {
    [`${name} in the header`]: ofTexts(write, asIs),
    [`${name} in the payload`]: ofTexts(asIs, write),
  }),
);

const nested = (levels: number) => (text: string) =>
  `{"x":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)},${text.slice(1)}`;

const DEPTHS = [
  ...attacks('S19', 'token_malformed', {
    '17 levels': ofTexts(asIs, nested(17)),
    '2,000 levels': ofTexts(asIs, nested(2_000)),
    '17 levels in the header': ofTexts(nested(17), asIs),
    '17 levels of objects': ofTexts(
      asIs,
      (text) => `{"x":${'{"y":'.repeat(16)}1${'}'.repeat(16)},${text.slice(1)}`,
    ),
  }),
  ...attacks('S19', 'accepted', {
    '16 levels': ofTexts(asIs, nested(16)),
    '500 claims': ofTexts(
      asIs,
      (text) => `{${Array.from({ length: 500 }, (_, i) => `"x${i}":${i},`).join('')}${text.slice(1)}`,
    ),
  }),
];

const GOOD_TEXTS = attacks('S03', 'accepted', {
  'white space between its members': ofTexts(
    (text) => ` ${text.replace(',', '\r\n\t, ')} `,
    (text) => `\n${text.replaceAll(',"', ' ,\t"')}\n`,
  ),
  'escapes in its claims': ofTexts(asIs, (text) => `{"x":"\\u00e9\\n\\ud83d\\ude00\\"",${text.slice(1)}`),
  'letters of every script': ofTexts(asIs, (text) => `{"x":"\u00e9\u4e2d\ud83d\ude00",${text.slice(1)}`),
  'names of Object.prototype': ofTexts(
    asIs,
    (text) => `{"constructor":1,"toString":{"valueOf":2},${text.slice(1)}`,
  ),
  'claims in another order': ({ tokens }) =>
    tokens.sign(Object.fromEntries(Object.entries(tokens.accessClaims()).reverse()), {
      alg: 'RS256',
      kid: tokens.key.kid,
    }),
});

/** Tokens of the pool's own key whose header or payload is not the JSON it should be. */
export const JSON_ATTACKS: readonly Attack[] = [...GOOD_TEXTS, ...DUPLICATES, ...TEXTS, ...DEPTHS];
