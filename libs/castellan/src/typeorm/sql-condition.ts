import type { Predicate, PredicateOperator } from '../policies/accessible-rules-predicate.js';

/** How the parts of a condition are written. */
export interface SqlWriter {
  /** The expression for a column, quoted. */
  column(field: string): string;
  /** The expression for a value, which never is part of the text. */
  value(value: unknown): string;
}

const OPERATORS: Readonly<Record<PredicateOperator, string>> = {
  eq: '=',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
};

/** A predicate as SQL that is true or false and never unknown, and that stands in parentheses where it needs them. */
export function toSql(predicate: Predicate, writer: SqlWriter): string {
  switch (predicate.type) {
    case 'constant':
      return predicate.value ? '1 = 1' : '1 = 0';
    case 'and':
    case 'or': {
      const members = predicate.members.map((member) => toSql(member, writer));
      return `(${members.join(predicate.type === 'and' ? ' AND ' : ' OR ')})`;
    }
    case 'not':
      return `NOT (${toSql(predicate.member, writer)})`;
    case 'present':
      return `${writer.column(predicate.field)} IS NOT NULL`;
    case 'compare': {
      const column = writer.column(predicate.field);
      const value = writer.value(predicate.value);
      return `(${column} IS NOT NULL AND ${column} ${OPERATORS[predicate.operator]} ${value})`;
    }
    case 'in': {
      const column = writer.column(predicate.field);
      const values = predicate.values.map((value) => writer.value(value));
      return `(${column} IS NOT NULL AND ${column} IN (${values.join(', ')}))`;
    }
    case 'native':
      return predicate.query;
  }
}
