import type { PrincipalTagOptions } from '../options.js';
import { claimText } from './claim-text.js';

/** What `UseDefaults` stands for when the provider is a user pool. */
const DEFAULT_TAGS = { username: 'sub', client: 'aud' } as const;

/** A tag value as the STS service model has it: no `*`, no `,`. */
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u;

/**
 * The principal tags of a login, as the condition keys that policies name: `aws:PrincipalTag/NAME`. A claim that is
 * missing or cannot be a tag value gives no tag, so that a policy that asks for the tag does not match.
 */
export function principalTagKeys(
  options: PrincipalTagOptions,
  claims: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const tags = options === 'default' ? DEFAULT_TAGS : options.tags;
  const keys: Record<string, string> = {};
  for (const [tag, claim] of Object.entries(tags)) {
    const value = claimText(Object.hasOwn(claims, claim) ? claims[claim] : undefined);
    if (value !== undefined && TAG_VALUE.test(value)) {
      keys[`aws:PrincipalTag/${tag}`] = value;
    }
  }
  return keys;
}
