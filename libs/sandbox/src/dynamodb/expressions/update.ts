import type { AttributeValue } from '../values/attribute-value.js';
import type { DocumentPath } from './document-path.js';

/** What an update sets an attribute to. */
export type UpdateOperand =
  | { readonly kind: 'path'; readonly path: DocumentPath }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | {
      readonly kind: 'plus' | 'minus' | 'list_append';
      readonly left: UpdateOperand;
      readonly right: UpdateOperand;
    }
  | { readonly kind: 'if_not_exists'; readonly path: DocumentPath; readonly otherwise: UpdateOperand };

/** One change of an update expression. */
export type UpdateAction =
  | { readonly kind: 'set'; readonly path: DocumentPath; readonly operand: UpdateOperand }
  | { readonly kind: 'remove'; readonly path: DocumentPath }
  | { readonly kind: 'add' | 'delete'; readonly path: DocumentPath; readonly value: AttributeValue };

/** The paths that an operand reads. */
export function operandPaths(operand: UpdateOperand): DocumentPath[] {
  switch (operand.kind) {
    case 'path':
      return [operand.path];
    case 'value':
      return [];
    case 'if_not_exists':
      return [operand.path, ...operandPaths(operand.otherwise)];
    case 'plus':
    case 'minus':
    case 'list_append':
      return [...operandPaths(operand.left), ...operandPaths(operand.right)];
  }
}
