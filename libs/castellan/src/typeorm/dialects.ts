import { ConfigurationError } from '../errors/index.js';
import type { ScalarKind } from '../policies/accessible-rules-field.js';

/** How a database compares. */
export interface Dialect {
  readonly name: string;
  /** The types of columns that are compared exactly, as TypeORM or the class names them. */
  readonly kinds: ReadonlyMap<string, ScalarKind>;
  /** What to do about the types that are not. */
  readonly hints: ReadonlyMap<string, string>;
  /** Brings two times that a database writes differently into one form. */
  toComparableTime(expression: string): string;
}

const TEXT = ['String', 'varchar', 'character varying', 'text', 'enum', 'simple-enum'] as const;
const BOOLEAN = ['Boolean', 'boolean', 'bool'] as const;

function kinds(
  ...types: readonly (readonly [ScalarKind, readonly string[]])[]
): ReadonlyMap<string, ScalarKind> {
  return new Map(types.flatMap(([kind, names]) => names.map((name) => [name, kind] as const)));
}

const SQLITE: Dialect = {
  name: 'SQLite',
  kinds: kinds(
    ['string', [...TEXT, 'uuid']],
    ['boolean', BOOLEAN],
    ['number', ['Number', 'int', 'integer', 'tinyint', 'smallint', 'mediumint', 'real', 'double', 'float']],
    ['timestamp', ['Date', 'datetime']],
  ),
  hints: new Map(),
  // TypeORM writes milliseconds and datetime('now') does not. SQLite compares both as text.
  toComparableTime: (expression) => `strftime('%Y-%m-%d %H:%M:%f', ${expression})`,
};

const POSTGRES: Dialect = {
  name: 'PostgreSQL',
  kinds: kinds(
    ['string', [...TEXT, 'uuid']],
    ['boolean', BOOLEAN],
    ['integer', ['Number', 'int', 'int2', 'int4', 'integer', 'smallint']],
    ['float', ['double precision', 'float8']],
    ['timestamp', ['timestamptz', 'timestamp with time zone']],
  ),
  hints: new Map([
    ...['Date', 'timestamp', 'timestamp without time zone'].map(
      (type) => [type, 'its times depend on a time zone. Use timestamptz'] as const,
    ),
    ...['bigint', 'int8', 'numeric', 'decimal'].map(
      (type) => [type, 'an instance has its numbers as text'] as const,
    ),
    ...['real', 'float4'].map((type) => [type, 'it rounds. Use double precision'] as const),
  ]),
  toComparableTime: (expression) => expression,
};

const DIALECTS: ReadonlyMap<string, Dialect> = new Map([
  ['better-sqlite3', SQLITE],
  ['sqljs', SQLITE],
  ['postgres', POSTGRES],
]);

/** @throws ConfigurationError for a database whose comparisons are not known to be exact. */
export function dialectOf(driver: string): Dialect {
  const dialect = DIALECTS.get(driver);
  if (dialect !== undefined) return dialect;
  throw new ConfigurationError(
    `castellan/typeorm makes queries for ${[...DIALECTS.keys()].join(', ')}, but the data source is ${driver}. ` +
      'Where collations decide, "A" may equal "a", and a rule would match too much.',
  );
}
