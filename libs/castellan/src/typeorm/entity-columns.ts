import type { EntityMetadata } from 'typeorm';
import { refuseComparison, type Comparison } from '../policies/accessible-rules.js';
import type { ScalarField } from '../policies/accessible-rules-field.js';
import type { Dialect } from './dialects.js';

type ColumnMetadata = EntityMetadata['columns'][number];

/** The column a comparison is about. @throws ConfigurationError if the entity has none that can be compared exactly. */
export function comparedColumn(comparison: Comparison, entity: EntityMetadata): ColumnMetadata {
  const column = entity.columns.find(
    ({ propertyPath, isVirtual }) => propertyPath === comparison.field && !isVirtual,
  );
  if (column === undefined) {
    const isRelation = entity.relations.some(
      ({ propertyPath }) => propertyPath === firstPart(comparison.field),
    );
    return refuseComparison(
      comparison,
      isRelation
        ? `it leads into a relation of ${entity.name}. Give the entity a column of its own to compare.`
        : `${entity.name} has no such column.`,
    );
  }
  const obstacle = obstacleOf(column);
  if (obstacle !== undefined) refuseComparison(comparison, `the column ${obstacle}.`);
  if (comparison.operator === '$exists' && comparison.field.includes('.')) {
    refuseComparison(comparison, 'whether an embedded object is there cannot be seen in its columns.');
  }
  return column;
}

/** What the column holds. @throws ConfigurationError if the database compares its type in another way than we do. */
export function columnField(comparison: Comparison, column: ColumnMetadata, dialect: Dialect): ScalarField {
  const type = typeof column.type === 'function' ? column.type.name : column.type;
  const kind = dialect.kinds.get(type);
  if (kind === undefined) {
    const hint = dialect.hints.get(type);
    return refuseComparison(
      comparison,
      `columns of type ${type} are not compared exactly in ${dialect.name}${hint === undefined ? '' : `: ${hint}`}.`,
    );
  }
  if (type === 'uuid') return { kind, canHold: (value) => UUID.test(value) };
  if (column.enum === undefined) return { kind };
  const members: readonly unknown[] = column.enum;
  return { kind, canHold: (value) => members.includes(value) };
}

/** As PostgreSQL prints it. It would take others for the same UUID, in memory they are not. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function firstPart(path: string): string {
  return path.split('.', 1)[0] ?? path;
}

function obstacleOf(column: ColumnMetadata): string | undefined {
  if (column.transformer !== undefined) return 'has a transformer';
  if (!column.isSelect) return 'is not selected by default, so that an instance lacks it';
  if (column.isArray) return 'is an array';
  if (column.collation !== undefined) return 'has a collation of its own';
  if (column.isVirtualProperty) return 'is virtual';
  return undefined;
}
