import type { ConditionKeys } from '../../iam/condition-context.js';
import type { Tables } from '../tables/tables.js';

/** The parsed body of a call. */
export type Input = Readonly<Record<string, unknown>>;

/** What an operation works with. */
export interface OperationContext {
  readonly tables: Tables;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Throws `AccessDeniedException` unless IAM allows this operation on this resource with these keys. */
  readonly require: (resource: string, keys?: ConditionKeys) => void;
  readonly arn: (resource: string) => string;
}

/** An operation of DynamoDB. */
export interface Operation {
  /** The parameters it knows. Every other one is refused. */
  readonly parameters: readonly string[];
  /** Answers one call. Throws a `DynamoDbError`. */
  readonly perform: (input: Input, context: OperationContext) => object;
}
