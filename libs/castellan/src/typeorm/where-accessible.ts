import { randomUUID } from 'node:crypto';
import type { EntityMetadata, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { ConfigurationError } from '../errors/index.js';
import { predicateOfRules } from '../policies/accessible-rules-predicate.js';
import { columnPredicate } from '../policies/accessible-rules-scalar.js';
import type { AccessibleFilter } from '../policies/index.js';
import { dialectOf, type Dialect } from './dialects.js';
import { columnField, comparedColumn } from './entity-columns.js';
import { toSql, type SqlWriter } from './sql-condition.js';

/**
 * Limits a query to the rows a caller may use: exactly those that `decide` allows one by one, where an instance is
 * what the repository loads. What the query already asks for stays, in parentheses, and must hold as well.
 *
 * Call it last. `where` of TypeORM replaces what is there and `orWhere` widens it, the rules included.
 *
 * @param alias - The alias in the query that the rules are about. Default: the main one.
 * @throws ConfigurationError if a rule names something that is no column of the entity, or cannot be expressed
 * exactly: it names the rule, the field and the operator. Also for databases other than SQLite and PostgreSQL.
 * @throws PolicyFailureError if a policy failed.
 *
 * @example
 * ```ts
 * import type { AccessibleFilter } from 'castellan';
 * import { whereAccessible } from 'castellan/typeorm';
 * import type { ObjectLiteral, Repository } from 'typeorm';
 *
 * export function newest<T extends ObjectLiteral>(articles: Repository<T>, readable: AccessibleFilter) {
 *   const query = articles.createQueryBuilder('article').orderBy('article.id', 'DESC').take(20);
 *   return whereAccessible(query, readable).getMany();
 * }
 * ```
 */
export function whereAccessible<Entity extends ObjectLiteral>(
  query: SelectQueryBuilder<Entity>,
  filter: AccessibleFilter,
  alias: string = query.alias,
): SelectQueryBuilder<Entity> {
  const entity = entityOf(query, alias);
  const dialect = dialectOf(query.dataSource.options.type);
  const columns = new Map<string, string>();
  const predicate = predicateOfRules(filter.rules, (comparison) => {
    const column = comparedColumn(comparison, entity);
    const field = columnField(comparison, column, dialect);
    const name = `${query.escape(alias)}.${query.escape(column.databaseName)}`;
    columns.set(comparison.field, field.kind === 'timestamp' ? dialect.toComparableTime(name) : name);
    return columnPredicate(comparison, field);
  });
  const parameters: Record<string, unknown> = {};
  const sql = toSql(predicate, sqlWriter(columns, dialect, parameters));
  const { expressionMap } = query;
  if (expressionMap.wheres.length > 0) {
    // TypeORM writes no parentheses: of "a OR b AND rules", a would pass by the rules.
    const asked = { operator: 'brackets' as const, condition: expressionMap.wheres };
    expressionMap.wheres = [{ type: 'simple', condition: asked }];
  }
  return query.andWhere(sql, parameters);
}

function entityOf(query: SelectQueryBuilder<ObjectLiteral>, alias: string): EntityMetadata {
  const found = query.expressionMap.aliases.find(({ name }) => name === alias);
  if (found?.hasMetadata === true) return found.metadata;
  throw new ConfigurationError(
    `The query has no entity "${alias}" to apply rules to. Name an alias that stands for an entity.`,
  );
}

/** @param parameters - Filled with the values, under the names that stand for them in the text. */
function sqlWriter(
  columns: ReadonlyMap<string, string>,
  dialect: Dialect,
  parameters: Record<string, unknown>,
): SqlWriter {
  // Queries inside a query share its parameters, and so do two filters of one query.
  const prefix = `castellan_${randomUUID().replaceAll('-', '')}`;
  return {
    column: (field) => columns.get(field) ?? raiseUnknown(field),
    value: (value) => {
      const name = `${prefix}_${Object.keys(parameters).length}`;
      parameters[name] = value;
      return value instanceof Date ? dialect.toComparableTime(`:${name}`) : `:${name}`;
    },
  };
}

function raiseUnknown(field: string): never {
  throw new ConfigurationError(`The rules compare "${field}", which was not looked up.`);
}
