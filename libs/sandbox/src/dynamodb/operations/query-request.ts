import { validationError } from '../dynamodb-error.js';
import { type Condition, pathsOf } from '../expressions/condition.js';
import type { DocumentPath } from '../expressions/document-path.js';
import { parseProjection } from '../expressions/projection.js';
import type { Item } from '../values/attribute-value.js';
import { readItem } from '../values/read-value.js';
import { optionalCondition, placeholdersOf } from './expressions-of-request.js';
import type { Input } from './operation.js';
import { choice, optionalBoolean, optionalCount, optionalString, tableNameOf } from './parameters.js';

const SELECT = ['ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'SPECIFIC_ATTRIBUTES', 'COUNT'] as const;
type Select = (typeof SELECT)[number];

/** A query as it was asked, read but not yet compared with its table. */
export interface QueryRequest {
  readonly tableName: string;
  readonly indexName: string | undefined;
  readonly keyCondition: Condition;
  readonly filter: Condition | undefined;
  readonly paths: readonly DocumentPath[] | undefined;
  readonly select: Select;
  readonly consistent: boolean;
  readonly forward: boolean;
  readonly limit: number | undefined;
  readonly startKey: Item | undefined;
  /** The names of all attributes that the expressions have. */
  readonly attributes: readonly string[];
}

/** Throws a `DynamoDbError`. */
export function readQuery(input: Input): QueryRequest {
  const placeholders = placeholdersOf(input, [
    'KeyConditionExpression',
    'FilterExpression',
    'ProjectionExpression',
  ]);
  const keyCondition = optionalCondition(input, 'KeyConditionExpression', placeholders);
  if (keyCondition === undefined) {
    throw validationError(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  }
  const filter = optionalCondition(input, 'FilterExpression', placeholders);
  const projection = optionalString(input, 'ProjectionExpression');
  const paths = projection === undefined ? undefined : parseProjection(projection, placeholders);
  placeholders.requireAllUsed();
  const indexName = optionalString(input, 'IndexName');
  const startKey = input.ExclusiveStartKey ?? undefined;
  return {
    tableName: tableNameOf(input),
    indexName,
    keyCondition,
    filter,
    paths,
    select: readSelect(input, paths !== undefined, indexName !== undefined),
    consistent: optionalBoolean(input, 'ConsistentRead') ?? false,
    forward: optionalBoolean(input, 'ScanIndexForward') ?? true,
    limit: optionalCount(input, 'Limit', 'limit'),
    startKey: startKey === undefined ? undefined : readItem(startKey, 'ExclusiveStartKey'),
    attributes: [
      ...pathsOf(keyCondition),
      ...(filter === undefined ? [] : pathsOf(filter)),
      ...(paths ?? []),
    ].map(([name]) => name),
  };
}

function readSelect(input: Input, hasProjection: boolean, onIndex: boolean): Select {
  const given = (input.Select ?? undefined) !== undefined;
  if (!given) {
    if (hasProjection) return 'SPECIFIC_ATTRIBUTES';
    return onIndex ? 'ALL_PROJECTED_ATTRIBUTES' : 'ALL_ATTRIBUTES';
  }
  const select = choice(input, 'Select', SELECT);
  if (hasProjection && select !== 'SPECIFIC_ATTRIBUTES') {
    throw validationError(`Cannot specify the ProjectionExpression when choosing to get ${select}`);
  }
  if (!hasProjection && select === 'SPECIFIC_ATTRIBUTES') {
    throw validationError(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  }
  if (select === 'ALL_PROJECTED_ATTRIBUTES' && !onIndex) {
    throw validationError('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
  }
  return select;
}
