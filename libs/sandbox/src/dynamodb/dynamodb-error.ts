import { ServiceError } from '../http/service-error.js';

/** An error of DynamoDB. */
export class DynamoDbError extends ServiceError {
  constructor(
    type: string,
    message: string,
    /** More members for the body, by name. */
    readonly facts: Readonly<Record<string, unknown>> = {},
  ) {
    super(type, message, 400);
  }
}

export const validationError = (message: string): DynamoDbError =>
  new DynamoDbError('ValidationException', message);

/** For values that cannot be what was meant. */
export const invalidParameters = (detail: string): DynamoDbError =>
  validationError(`One or more parameter values were invalid: ${detail}`);

/** For everything of DynamoDB that is not here: it is refused, and never half done. */
export const notHere = (what: string): DynamoDbError =>
  validationError(`The sandbox has no ${what}. Leave it out.`);

export const serializationError = (detail: string): DynamoDbError =>
  new DynamoDbError('SerializationException', detail);

export const tableNotFound = (tableName?: string): DynamoDbError =>
  new DynamoDbError(
    'ResourceNotFoundException',
    tableName === undefined
      ? 'Requested resource not found'
      : `Requested resource not found: Table: ${tableName} not found`,
  );
