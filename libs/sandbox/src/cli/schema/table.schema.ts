import { text, list, choice, object, type Schema } from './schema-parts.js';

const keyAttribute: Schema = {
  anyOf: [text(), object({ name: text(), type: choice('S', 'N', 'B') }, 'name', 'type')],
  description: 'A name alone is that of a string.',
};
export const table = object(
  {
    tableName: text(),
    partitionKey: keyAttribute,
    sortKey: keyAttribute,
    indexes: list(
      object(
        {
          indexName: text(),
          partitionKey: keyAttribute,
          sortKey: keyAttribute,
          projection: { anyOf: [choice('ALL', 'KEYS_ONLY'), list(text())] },
        },
        'indexName',
        'partitionKey',
      ),
    ),
  },
  'tableName',
  'partitionKey',
);

/** The JSON Schema of the file that `castellan-sandbox --config` reads. */
