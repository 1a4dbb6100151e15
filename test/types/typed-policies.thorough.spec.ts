import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CompiledPackage } from './compiled-package.js';

const ROOT = path.resolve(__dirname, '../..');

const SUBJECTS = `
export interface Article {
  id: string;
  authorId: string;
  status: 'draft' | 'published';
  price: number;
  archived: boolean | null;
  publishedAt: Date;
  tags: string[];
  owner: { name: string; team?: { id: string } };
  reviews: { stars: number }[];
}
export class Invoice {
  static readonly modelName = 'Bill';
  total = 1;
  send(): void {}
}
export class Note {
  private readonly secret = 1;
  text = '';
}
export class Unknown {
  other = 1;
}`;

const declaration = (entry: string): string => `
import type {} from '${entry}';
import type { Article, Invoice, Note } from './subjects.js';
declare module '${entry}' {
  interface PolicyTypes {
    subjects: {
      Article: { type: Article; actions: 'read' | 'update' };
      Bill: { type: Invoice; actions: 'pay' };
      Note: { type: Note; actions: 'write' };
    };
  }
}`;

const preamble = (entry: string): string => `
import { can, type CallerAbility, type Rules } from '${entry}';
import { Accessible, Can, pickReadable, ReadableFields } from 'castellan';
import { Invoice, Note, Unknown, type Article } from './subjects.js';
declare const rules: Rules;
declare const ability: CallerAbility;
declare const article: Article;
declare const body: object;
`;

const COMPILES: readonly [string, string][] = [
  ['an action of a subject', `rules.can('read', 'Article');`],
  ['several actions', `rules.cannot(['read', 'update'], 'Article').because('it is closed');`],
  ['every action', `rules.can('manage', 'Article');`],
  ['every subject', `rules.can('pay', 'all'); rules.can('manage', 'all', { authorId: 'alice' });`],
  ['a class of a declared type', `rules.can('write', Note, ['text'], { text: 'a' });`],
  ['a class with a model name', `rules.can('pay', Invoice, { total: { $lt: 10 } });`],
  ['values', `rules.can('read', 'Article', { authorId: 'a', price: 1, status: 'draft', archived: true });`],
  ['a member of a list', `rules.can('read', 'Article', { tags: 'a' });`],
  ['fields of nested objects', `rules.can('read', 'Article', { 'owner.name': 'a', 'owner.team.id': 'b' });`],
  ['fields of the members of a list', `rules.can('read', 'Article', { 'reviews.stars': 5 });`],
  ['operators', `rules.can('read', 'Article', { price: { $gte: 1 }, publishedAt: { $lt: new Date() } });`],
  ['lists of values', `rules.can('read', 'Article', { tags: { $all: ['a'] }, status: { $in: ['draft'] } });`],
  ['conditions on members', `rules.can('read', 'Article', { reviews: { $elemMatch: { stars: 5 } } });`],
  ['fields', `rules.can('update', 'Article', ['price', 'owner.name'], { authorId: 'a' });`],
  ['patterns of fields', `rules.can('update', 'Article', ['*', 'owner.*']);`],
  ['a question', `ability.can('update', 'Article', article, 'owner.name');`],
  ['a question about a class', `ability.assert('write', Note, new Note());`],
  ['named fields', `ability.assertFields('update', 'Article', article, ['price']);`],
  ['the fields of a body', `ability.assertFields('update', 'Article', article, Object.keys(body));`],
  ['a requirement', `can('update', 'Article', { subject: () => article, field: 'price' });`],
  ['a decorated handler', `class A { @Can('pay', Invoice, { hideExistence: true }) pay() {} }`],
  ['a list', `class A { list(@Accessible('read', 'Article') readable: unknown) {} }`],
  ['readable fields', `class A { @ReadableFields('Article', { action: 'read' }) list() {} }`],
  ['the readable part', `pickReadable(ability, 'Article', article, 'read');`],
];

const REFUSED: readonly [string, string, RegExp][] = [
  ['an action', `rules.can('reed', 'Article');`, /"reed"/],
  ['an action of another subject', `rules.can('pay', 'Article');`, /"pay"/],
  ['one of several actions', `rules.can(['read', 'reed'], 'Article');`, /"reed"/],
  ['an action of no subject', `rules.can('reed', 'all');`, /"reed"/],
  ['a subject', `rules.can('read', 'Artcle');`, /"Artcle"/],
  ['an action of a class', `rules.can('pay', Note);`, /"pay"/],
  ['a class that is not declared', `rules.can('read', Unknown);`, /typeof Unknown/],
  ['a field of conditions', `rules.can('read', 'Article', { autorId: 'a' });`, /'autorId'/],
  ['a nested field of conditions', `rules.can('read', 'Article', { 'owner.nam': 'a' });`, /owner\.nam/],
  ['a method as a field', `rules.can('pay', Invoice, { send: 1 });`, /'send'/],
  ['the type of a value', `rules.can('read', 'Article', { price: '1' });`, /'string'/],
  ['a missing value', `rules.can('read', 'Article', { authorId: undefined });`, /undefined/],
  ['null', `rules.can('read', 'Article', { archived: null });`, /null/],
  ['one of the possible values', `rules.can('read', 'Article', { status: 'drafft' });`, /"drafft"/],
  ['an operator', `rules.can('read', 'Article', { price: { $gtt: 1 } });`, /'\$gtt'/],
  ['the operand of an operator', `rules.can('read', 'Article', { price: { $gt: '1' } });`, /'string'/],
  ['a member of a list', `rules.can('read', 'Article', { status: { $in: ['drafft'] } });`, /"drafft"/],
  ['a nested object', `rules.can('read', 'Article', { owner: { name: 'a' } });`, /'name'/],
  [
    'a condition on members',
    `rules.can('read', 'Article', { reviews: { $elemMatch: { star: 1 } } });`,
    /'star'/,
  ],
  ['a field of a rule', `rules.can('update', 'Article', ['prize']);`, /"prize"/],
  ['the action of a question', `ability.decide('reed', 'Article');`, /"reed"/],
  ['the subject of a question', `ability.can('read', 'Artcle');`, /"Artcle"/],
  ['the field of a question', `ability.assert('read', 'Article', article, 'prize');`, /"prize"/],
  ['one of the fields of a change', `ability.decideFields('read', 'Article', article, ['prize']);`, /./],
  ['the action of a list', `ability.accessible('reed', 'Article');`, /"reed"/],
  ['the action of a requirement', `can('reed', 'Article');`, /"reed"/],
  ['the field of a requirement', `can('read', 'Article', { field: 'prize' });`, /"prize"/],
  ['the action of a handler', `class A { @Can('reed', 'Article') read() {} }`, /"reed"/],
  ['the subject of a handler', `class A { @Can('read', 'Artcle') read() {} }`, /"Artcle"/],
  ['the action of @Accessible', `class A { list(@Accessible('reed', 'Article') a: unknown) {} }`, /"reed"/],
  [
    'the action of readable fields',
    `class A { @ReadableFields('Article', { action: 'reed' }) a() {} }`,
    /"reed"/,
  ],
  ['the subject of readable fields', `class A { @ReadableFields('Artcle') a() {} }`, /"Artcle"/],
];

/** Snippets that declare types: those would count for every other snippet that is compiled with them. */
const typescriptSnippets = ['docs/policies.md', 'libs/castellan/src/policies/policy-types.ts'].flatMap(
  (file) => {
    const text = readFileSync(path.join(ROOT, file), 'utf8').replaceAll(/^ \* ?/gm, '');
    return [...text.matchAll(/^```typescript\n([\s\S]*?)^```$/gm)].map(
      (match, index) => [`${file}, snippet ${index + 1}`, match[1] ?? ''] as const,
    );
  },
);

let compiled: CompiledPackage;

beforeAll(() => {
  compiled = CompiledPackage.emit();
}, 120_000);

afterAll(() => compiled.remove());

function checked(declared: string | undefined, imported: string): ReadonlyMap<string, readonly string[]> {
  const cases = [...COMPILES, ...REFUSED].map(
    ([, code], index) => [`case-${index}.ts`, `${preamble(imported)}${code}`] as const,
  );
  return compiled.check(
    new Map([
      ['subjects.ts', SUBJECTS],
      ...(declared === undefined ? [] : [['declaration.ts', declaration(declared)] as const]),
      ...cases,
    ]),
  );
}

const fileOf = (index: number): string => `case-${index}.ts`;

describe.each([
  ['castellan', 'castellan'],
  ['castellan', 'castellan/core'],
  ['castellan/core', 'castellan'],
  ['castellan/core', 'castellan/core'],
])('types declared for %s and imported from %s', (declared, imported) => {
  let diagnostics: ReadonlyMap<string, readonly string[]>;

  beforeAll(() => {
    diagnostics = checked(declared, imported);
  }, 120_000);

  it('leave the declarations of the package without an error', () => {
    expect(diagnostics.get('the package')).toEqual([]);
    expect(diagnostics.get('declaration.ts')).toEqual([]);
  });

  it.each(COMPILES.map(([what], index) => [what, index] as const))('let %s compile', (_what, index) => {
    expect(diagnostics.get(fileOf(index))).toEqual([]);
  });

  it.each(REFUSED.map(([what, , message], index) => [what, index, message] as const))(
    'do not let a mistake in %s compile',
    (_what, index, message) => {
      const found = diagnostics.get(fileOf(COMPILES.length + index));
      expect(found).toHaveLength(1);
      expect(found?.[0]).toMatch(message);
    },
  );
});

describe('without declared types', () => {
  it('actions, subjects, fields and conditions are whatever a string can be', () => {
    const { size } = new Set([...COMPILES, ...REFUSED]);
    const diagnostics = checked(undefined, 'castellan');
    const errors = [...diagnostics.values()].flat();
    expect(diagnostics.size).toBe(size + 2);
    expect(errors).toEqual([]);
  }, 120_000);
});

describe('the documentation of declared types', () => {
  it.each(typescriptSnippets)('compiles %s', (_at, code) => {
    expect([...compiled.check(new Map([['snippet.ts', code]])).values()].flat()).toEqual([]);
  });

  it('has such snippets', () => {
    expect(typescriptSnippets.length).toBeGreaterThan(1);
  });
});
