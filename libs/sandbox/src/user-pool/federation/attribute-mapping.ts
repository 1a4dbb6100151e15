import { claimOf, type ExternalProfile } from './external-identity.js';
import { type IdentityProvider, USERNAME } from './identity-provider.js';

/** The longest value that an attribute of a user pool has. */
const LONGEST_VALUE = 2048;

/** The attributes of the user pool that a provider says something about, by its mapping. */
export function mappedAttributes(
  { attributeMapping }: IdentityProvider,
  claims: ExternalProfile['claims'],
): ReadonlyMap<string, string> {
  const mapped = new Map<string, string>();
  for (const [attribute, claim] of Object.entries(attributeMapping)) {
    if (attribute === USERNAME) continue;
    const value = attributeText(claimOf(claims, claim));
    if (value !== undefined) mapped.set(attribute, value.slice(0, LONGEST_VALUE));
  }
  return mapped;
}

/** What a provider says as events have it: text by text. */
export function textMap(claims: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const [name, value] of Object.entries(claims)) {
    const text = attributeText(value);
    if (text !== undefined) map.set(name, text);
  }
  return map;
}

/** Attributes are text. Of a list, which attributes are not, the members stand in brackets. */
export function attributeText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${value.map((item: unknown) => attributeText(item) ?? '').join(', ')}]`;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : undefined;
}
