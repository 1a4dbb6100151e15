export const asArray = <T extends string | number | boolean | object>(
  value: T | readonly T[],
): readonly T[] => (Array.isArray(value) ? (value as readonly T[]) : [value as T]);
