import { ConfigurationError } from '../errors/index.js';
import type { ScalarField, ScalarKind } from '../policies/accessible-rules-field.js';

/**
 * What a field holds, as the Prisma schema writes it, `?` included. `Uuid` is a `String` with `@db.Uuid`. An
 * enumeration is the list of its values, with `null` among them where the field is optional.
 */
export type PrismaFieldType<Value = unknown> = unknown extends Value
  ? TypeName | `${TypeName}?` | readonly (string | null)[]
  : null extends Value
    ? `${TypeNameOf<NonNullable<Value>>}?` | EnumerationOf<Value>
    : TypeNameOf<Value> | EnumerationOf<Value>;

type TypeName = keyof typeof KINDS;
type TypeNameOf<Value> = [Value] extends [string]
  ? 'String' | 'Uuid'
  : [Value] extends [number]
    ? 'Int' | 'Float'
    : [Value] extends [boolean]
      ? 'Boolean'
      : [Value] extends [bigint]
        ? 'BigInt'
        : [Value] extends [Date]
          ? 'DateTime'
          : never;
type EnumerationOf<Value> = [Value] extends [string | null] ? readonly Value[] : never;

const KINDS = {
  String: 'string',
  Uuid: 'string',
  Int: 'integer',
  Float: 'float',
  Boolean: 'boolean',
  BigInt: 'bigint',
  DateTime: 'timestamp',
} as const satisfies Record<string, ScalarKind>;

/** As PostgreSQL prints it. It would take others for the same UUID, in memory they are not. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A field, and whether it can be null. */
export interface PrismaField extends ScalarField {
  readonly nullable: boolean;
}

/** What {@link prismaModel} takes. */
export interface PrismaModelOptions<Row> {
  /**
   * The provider of the data source. Only PostgreSQL compares as rules do: with the usual collations of MySQL and SQL
   * Server `A` equals `a`, and a rule would match too much.
   */
  readonly provider: 'postgresql';
  /** The fields that rules may compare. Lists, `Decimal`, `Json` and `Bytes` cannot be compared exactly. */
  readonly fields: { readonly [Field in keyof Row]?: PrismaFieldType<Row[Field]> };
}

/** What rules may compare in a table of Prisma. Made by {@link prismaModel}. */
export class PrismaModel<Where> {
  /** Says which conditions the model is for. There is nothing at run time. */
  declare readonly where: Where;
  /** @internal */
  readonly fields: ReadonlyMap<string, PrismaField>;

  /** @internal */
  constructor(fields: ReadonlyMap<string, PrismaField>) {
    this.fields = fields;
  }
}

/**
 * Declares the fields of a model that rules may compare, once beside the model's repository. With the types that
 * Prisma generates, a field that does not exist or is of another type does not compile.
 *
 * @typeParam Row - The generated type of a row.
 * @typeParam Where - The generated type of conditions, such as `Prisma.ArticleWhereInput`.
 * @throws ConfigurationError for a provider or a type that is not supported.
 *
 * @example
 * ```ts
 * import { prismaModel } from 'castellan/prisma';
 *
 * interface Article {
 *   id: number;
 *   authorId: string | null;
 *   status: 'DRAFT' | 'PUBLISHED';
 * }
 *
 * export const articles = prismaModel<Article>({
 *   provider: 'postgresql',
 *   fields: { id: 'Int', authorId: 'String?', status: ['DRAFT', 'PUBLISHED'] },
 * });
 * ```
 */
export function prismaModel<Row extends object, Where extends object = object>({
  provider,
  fields,
}: PrismaModelOptions<Row>): PrismaModel<Where> {
  if ((provider as string) !== 'postgresql') {
    throw new ConfigurationError(
      `castellan/prisma makes queries for postgresql, not for ${JSON.stringify(provider)}.`,
    );
  }
  const entries = Object.entries(fields as Record<string, unknown>);
  if (entries.length === 0)
    throw new ConfigurationError('The model has no fields. Declare those that rules compare.');
  return new PrismaModel(new Map(entries.map(([name, type]) => [name, toField(name, type)])));
}

function toField(name: string, type: unknown): PrismaField {
  if (Array.isArray(type)) {
    const values: readonly unknown[] = type;
    return { kind: 'string', nullable: values.includes(null), canHold: (value) => values.includes(value) };
  }
  const match = typeof type === 'string' ? /^(\w+)(\??)$/.exec(type) : null;
  const typeName = match?.[1] ?? '';
  if (!Object.hasOwn(KINDS, typeName)) {
    throw new ConfigurationError(
      `The field "${name}" is declared as ${String(type)}. Write ${Object.keys(KINDS).join(', ')}, with a ? where ` +
        'the field is optional, or the list of values of an enumeration.',
    );
  }
  const field = { kind: KINDS[typeName as TypeName], nullable: match?.[2] === '?' };
  return typeName === 'Uuid' ? { ...field, canHold: (value) => UUID.test(value) } : field;
}
