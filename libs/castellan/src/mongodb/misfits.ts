import type { MongoQuery, StoredField, StoredKind } from './stored-field.js';

/**
 * Queries for the documents that hold in a path something else than what it is declared to. MongoDB enforces no
 * types, and an instance is not judged like a stored value then: Mongoose makes `true` of `'true'`, and the driver
 * rounds long numbers. Such documents are never listed.
 */
export function misfitsOf(path: string, field: StoredField): MongoQuery[] {
  return [...arraysAbove(path), ...missingDefault(path, field), ...misfitValues(path, field)];
}

const TYPES: Readonly<Record<StoredKind, readonly string[]>> = {
  string: ['string'],
  number: ['int', 'double', 'long'],
  boolean: ['bool'],
  date: ['date'],
  objectId: ['objectId'],
};

/** A path leads into a list as well, where conditions mean other things. */
function arraysAbove(path: string): MongoQuery[] {
  const parts = path.split('.');
  return parts.slice(1).map((_, index) => ({ [parts.slice(0, index + 1).join('.')]: { $type: 'array' } }));
}

/** Mongoose gives an instance the default of a field that is not stored, which a query cannot see. */
function missingDefault(path: string, field: StoredField): MongoQuery[] {
  return field.type !== 'refused' && field.hasDefault ? [{ [path]: { $exists: false } }] : [];
}

function misfitValues(path: string, field: StoredField): MongoQuery[] {
  switch (field.type) {
    case 'one':
      return [
        { [path]: { $type: 'array' } },
        ...strangeValues(field.kind).map((strange) => ({ [path]: { $exists: true, ...strange } })),
      ];
    case 'list':
      return [
        notAList(path),
        { [path]: { $elemMatch: { $type: 'array' } } },
        ...strangeValues(field.kind).map((strange) => ({ [path]: { $elemMatch: strange } })),
      ];
    case 'documents':
      return [
        notAList(path),
        { [path]: { $elemMatch: { $not: { $type: 'object' } } } },
        ...[...field.fields].flatMap(([name, inner]) =>
          misfitsOf(name, inner).map((strange) => ({ [path]: { $elemMatch: strange } })),
        ),
      ];
    case 'refused':
      return [];
  }
}

function notAList(path: string): MongoQuery {
  return { [path]: { $exists: true, $not: { $type: ['array', 'null'] } } };
}

/** Operators that match what is no value of a kind. A number may be neither NaN nor too long for JavaScript. */
function strangeValues(kind: StoredKind): MongoQuery[] {
  const otherType = { $not: { $type: [...TYPES[kind], 'null'] } };
  if (kind !== 'number') return [otherType];
  return [
    otherType,
    { $type: 'long', $gt: Number.MAX_SAFE_INTEGER },
    { $type: 'long', $lt: Number.MIN_SAFE_INTEGER },
    { $type: 'double', $not: { $gte: Number.NEGATIVE_INFINITY } },
  ];
}
