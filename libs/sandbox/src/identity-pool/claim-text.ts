/**
 * A claim as the text that rules and principal tags see. Lists are joined by commas, the way the developer guide
 * describes multi-valued claims; objects have no text.
 */
export function claimText(claim: unknown): string | undefined {
  if (typeof claim === 'string') return claim;
  if (typeof claim === 'number' || typeof claim === 'boolean') return String(claim);
  if (Array.isArray(claim)) return claim.map((item: unknown) => claimText(item) ?? '').join(',');
  return undefined;
}
