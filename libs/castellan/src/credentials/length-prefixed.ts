/** Fields as one text. The lengths keep `a|bc` and `ab|c` apart. */
export function lengthPrefixed(fields: readonly string[]): string {
  return fields.map((field) => `${field.length}:${field}`).join('');
}
