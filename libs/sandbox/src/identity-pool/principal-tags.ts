import type { PrincipalTagOptions } from '../options.js';
import { claimText } from './claim-text.js';
import { invalidParameter } from './refusals.js';
import type { VerifiedLogin } from './login-verifier.js';

/** What `UseDefaults` stands for when the provider is a user pool. */
export const DEFAULT_TAGS = { username: 'sub', client: 'aud' } as const;

/** A tag value as the STS service model has it: no `*`, no `,`. */
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u;

/** The principal tags of a login. A claim that is missing or cannot be a tag value gives no tag, so that a policy that asks for it does not match. */
export function principalTags(
  options: PrincipalTagOptions,
  claims: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const mapping = options === 'default' ? DEFAULT_TAGS : options.tags;
  const tags: Record<string, string> = {};
  for (const [tag, claim] of Object.entries(mapping)) {
    const value = claimText(Object.hasOwn(claims, claim) ? claims[claim] : undefined);
    if (value !== undefined && TAG_VALUE.test(value)) tags[tag] = value;
  }
  return tags;
}

/** Of several logins, the first that has a tag gives it its value. */
export function principalTagsOf(logins: readonly VerifiedLogin[]): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const { principalTags: options, claims } of logins.toReversed()) {
    if (options !== undefined) {
      Object.assign(tags, principalTags(options, claims));
    }
  }
  return tags;
}

const TAG_NAME = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const MOST_TAGS = 50;

/** Tags that a developer gives on the spot. Throws `InvalidParameterException` for what can not be a tag. */
export function checkedPrincipalTags(
  tags: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const entries = Object.entries(tags);
  const isUsable = entries.every(([name, value]) => TAG_NAME.test(name) && TAG_VALUE.test(value));
  if (!isUsable || entries.length > MOST_TAGS) {
    throw invalidParameter(
      `PrincipalTags has at most ${MOST_TAGS} names and values of the form that tags have.`,
    );
  }
  return tags;
}
