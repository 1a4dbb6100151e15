/**
 * Whether a field in question and the field of a rule touch: they are the same, or one lies inside the other.
 * Writing `address` also writes `address.city`, and the other way round, so a rule that forbids one forbids
 * both. In the rule's field, `*` stands for anything.
 */
export function fieldsOverlap(ruleField: string, field: string): boolean {
  const pattern = ruleField.split('.');
  const segments = field.split('.');
  const shorter = Math.min(pattern.length, segments.length);
  for (let index = 0; index < shorter; index++) {
    const expected = pattern[index] ?? '';
    if (expected.includes('**')) return true;
    if (!expected.includes('*') && expected !== segments[index]) return false;
  }
  return true;
}
