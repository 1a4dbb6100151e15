import { Context, Query } from 'mingo';
import { Types } from 'mongoose';

/** What stands in a document at a path, without looking into lists. */
function valueAt(document: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined,
      document,
    );
}

/** The types MongoDB stores a value as. A number of JavaScript can become each of three. */
function storedTypes(value: unknown): string[] {
  if (value === undefined) return [];
  if (value === null) return ['null'];
  if (Array.isArray(value))
    return ['array', ...value.filter((member) => !Array.isArray(member)).flatMap(storedTypes)];
  if (value instanceof Types.ObjectId) return ['objectId'];
  if (value instanceof Types.Decimal128) return ['decimal'];
  if (value instanceof Date) return ['date'];
  if (typeof value === 'number') return Number.isInteger(value) ? ['int', 'double', 'long'] : ['double'];
  if (typeof value === 'boolean') return ['bool'];
  return [typeof value];
}

/** mingo's own $type knows neither identifiers nor the members of lists, and cannot be replaced under its name. */
const operators = {
  $storedType: (path: string, types: unknown) => (document: unknown) =>
    storedTypes(valueAt(document, path)).some((type) => [types].flat().includes(type)),
};
const context = Context.init().addQueryOps(operators as never);

function withStoredType(query: unknown): unknown {
  if (Array.isArray(query)) return query.map(withStoredType);
  if (Object.prototype.toString.call(query) !== '[object Object]' || query instanceof Types.ObjectId)
    return query;
  return Object.fromEntries(
    Object.entries(query as object).map(([name, value]) => [
      name === '$type' ? '$storedType' : name,
      withStoredType(value),
    ]),
  );
}

/** The documents a query of MongoDB matches, by mingo: there is no MongoDB to embed. */
export function find<T extends object>(documents: readonly T[], query: object): T[] {
  const compiled = new Query<T>(withStoredType(query) as never, { context });
  return documents.filter((document) => compiled.test(document));
}
