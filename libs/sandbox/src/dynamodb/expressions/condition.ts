import type { AttributeType, AttributeValue } from '../values/attribute-value.js';
import type { DocumentPath } from './document-path.js';

/** What a condition compares. */
export type Operand =
  | { readonly kind: 'path'; readonly path: DocumentPath }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'size'; readonly path: DocumentPath };

export const COMPARATORS = ['=', '<>', '<=', '<', '>=', '>'] as const;
export type Comparator = (typeof COMPARATORS)[number];

/** A condition, filter or key condition expression, parsed. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly condition: Condition }
  | {
      readonly kind: 'compare';
      readonly comparator: Comparator;
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly kind: 'between'; readonly operand: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'in'; readonly operand: Operand; readonly choices: readonly Operand[] }
  | { readonly kind: 'exists'; readonly path: DocumentPath }
  | { readonly kind: 'type'; readonly path: DocumentPath; readonly type: AttributeType }
  | { readonly kind: 'begins_with' | 'contains'; readonly operand: Operand; readonly part: Operand };

/** The paths a condition reads. */
export function pathsOf(condition: Condition): DocumentPath[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [...pathsOf(condition.left), ...pathsOf(condition.right)];
    case 'not':
      return pathsOf(condition.condition);
    case 'compare':
      return operandPaths(condition.left, condition.right);
    case 'between':
      return operandPaths(condition.operand, condition.low, condition.high);
    case 'in':
      return operandPaths(condition.operand, ...condition.choices);
    case 'exists':
    case 'type':
      return [condition.path];
    case 'begins_with':
    case 'contains':
      return operandPaths(condition.operand, condition.part);
  }
}

const operandPaths = (...operands: readonly Operand[]): DocumentPath[] =>
  operands.flatMap((operand) => (operand.kind === 'value' ? [] : [operand.path]));
