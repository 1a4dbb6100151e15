const MAX_NAME_LENGTH = 100;

/**
 * Where something is in a JSON document, such as `$.policies[0].rules[1].conditions["owner.id"]` (RFC 9535). Long names
 * are cut, and end in `...`.
 */
export function jsonPath(segments: readonly PropertyKey[]): string {
  return segments.reduce<string>((path, segment) => path + step(segment), '$');
}

function step(segment: PropertyKey): string {
  if (typeof segment === 'number') return `[${segment}]`;
  const whole = String(segment);
  const name = whole.length <= MAX_NAME_LENGTH ? whole : `${whole.slice(0, MAX_NAME_LENGTH)}...`;
  return /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

/** The value at a path; `undefined` where there is none. */
export function valueAt(document: unknown, segments: readonly PropertyKey[]): unknown {
  return segments.reduce<unknown>(
    (value, segment) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, segment)
        ? (value as Record<PropertyKey, unknown>)[segment]
        : undefined,
    document,
  );
}
