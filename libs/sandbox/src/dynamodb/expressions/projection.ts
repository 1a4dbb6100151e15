import type { AttributeValue, Item } from '../values/attribute-value.js';
import { type DocumentPath, memberOf, refuseOverlaps } from './document-path.js';
import { ExpressionReader } from './expression-reader.js';
import type { Placeholders } from './placeholders.js';

const KIND = 'ProjectionExpression';

/** Parses a projection expression. Throws a `DynamoDbError`. */
export function parseProjection(expression: string, placeholders: Placeholders): DocumentPath[] {
  const reader = new ExpressionReader(KIND, expression, placeholders);
  const paths = [reader.path()];
  while (reader.takes(',')) paths.push(reader.path());
  reader.end();
  refuseOverlaps(KIND, paths);
  return paths;
}

type Steps = readonly (string | number)[];

/** The parts of an item that the paths name, where they are there. */
export function project(item: Item, paths: readonly DocumentPath[]): Item {
  return projectMap(item, paths);
}

function projectMap(map: Item, paths: readonly Steps[]): Item {
  const projected = new Map<string, AttributeValue>();
  for (const [step, rest] of grouped(paths)) {
    const value = typeof step === 'string' ? projectValue(map.get(step), rest) : undefined;
    if (value !== undefined) projected.set(String(step), value);
  }
  return projected;
}

function projectValue(
  value: AttributeValue | undefined,
  paths: readonly Steps[],
): AttributeValue | undefined {
  if (value === undefined || paths.some((path) => path.length === 0)) return value;
  if (value.type === 'M') {
    const members = projectMap(value.value, paths);
    return members.size === 0 ? undefined : { type: 'M', value: members };
  }
  if (value.type !== 'L') return undefined;
  const members = [...grouped(paths)]
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([step, rest]) => projectValue(memberOf(value, step), rest))
    .filter((member) => member !== undefined);
  return members.length === 0 ? undefined : { type: 'L', value: members };
}

/** The paths by their first step, without it. */
function grouped(paths: readonly Steps[]): Map<string | number, Steps[]> {
  const groups = new Map<string | number, Steps[]>();
  for (const [step, ...rest] of paths) {
    if (step === undefined) continue;
    const group = groups.get(step);
    if (group === undefined) groups.set(step, [rest]);
    else group.push(rest);
  }
  return groups;
}
