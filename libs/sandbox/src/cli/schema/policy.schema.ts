import { text, mapOf, choice, object, oneOrMany } from './schema-parts.js';

const conditions = mapOf(
  mapOf(oneOrMany({ type: ['string', 'number', 'boolean'] })),
  'Operator, then condition key, then one or more values.',
);
const statement = {
  Sid: text(),
  Effect: choice('Allow', 'Deny'),
  Action: oneOrMany(text()),
  NotAction: oneOrMany(text()),
  Condition: conditions,
};
export const policy = object(
  {
    Version: choice('2012-10-17', '2008-10-17'),
    Id: text(),
    Statement: oneOrMany(
      object({ ...statement, Resource: oneOrMany(text()), NotResource: oneOrMany(text()) }, 'Effect'),
    ),
  },
  'Statement',
);
export const trustPolicy = object(
  {
    Version: choice('2012-10-17', '2008-10-17'),
    Id: text(),
    Statement: oneOrMany(
      object(
        {
          ...statement,
          Principal: {
            anyOf: [
              { const: '*' },
              object({ AWS: oneOrMany(text()), Federated: oneOrMany(text()), Service: oneOrMany(text()) }),
            ],
          },
        },
        'Effect',
        'Principal',
      ),
    ),
  },
  'Statement',
);

export const accessKey = { accessKeyId: text('`AKIA...`'), secretAccessKey: text() };
