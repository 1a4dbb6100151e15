/**
 * Whether a field in question and the field of a rule touch: they are the same, or one lies inside the other.
 * Writing `address` also writes `address.city`, and the other way round, so a rule that forbids one forbids
 * both. In the rule's field, `*` stands for anything.
 */
export function fieldsOverlap(ruleField: string, field: string): boolean {
  const segments = field.split('.');
  for (const [index, expected] of ruleField.split('.').entries()) {
    const segment = segments[index];
    if (segment === undefined || expected.includes('**')) return true;
    if (!expected.includes('*') && expected !== segment) return false;
  }
  return true;
}
