import { assertMatch, assertObject, assertRecord, memberPath } from '../option-check.js';
import { optionError } from '../option-error.js';
import type { PrincipalTagOptions } from '../options.js';

const MOST_TAGS = 50;
const TAG_NAME = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;

/**
 * Checks the principal tags of all providers. Throws a `TypeError` that names the option.
 *
 * Limits: service model of Cognito identity pools, `PrincipalTags`. STS compares the names of tags without their case.
 */
export function checkPrincipalTags(
  path: string,
  principalTags: Readonly<Record<string, PrincipalTagOptions>>,
): void {
  assertRecord(path, principalTags);
  for (const [provider, options] of Object.entries(principalTags)) {
    checkProviderTags(`${path}[${JSON.stringify(provider)}]`, options);
  }
}

function checkProviderTags(path: string, options: PrincipalTagOptions): void {
  if (options === 'default') return;
  if (typeof options === 'string') throw optionError(path, options, 'Write "default" or { tags: { ... } }.');
  assertObject(path, options, ['tags']);
  const { tags } = options;
  const at = `${path}.tags`;
  assertRecord(at, tags);
  const entries = Object.entries(tags);
  if (entries.length > MOST_TAGS) {
    throw optionError(at, tags, `It has ${entries.length} tags. Write at most ${MOST_TAGS}.`);
  }
  const names = new Set<string>();
  for (const [name, claim] of entries) {
    const tag = memberPath(at, name);
    if (!TAG_NAME.test(name)) {
      throw optionError(tag, claim, 'Name the tag with 1 to 128 letters, digits, spaces or _.:/=+-@.');
    }
    if (names.has(name.toLowerCase())) {
      throw optionError(tag, claim, 'There is a tag of this name already: case does not tell tags apart.');
    }
    names.add(name.toLowerCase());
    assertMatch(tag, claim, /^[^]{1,256}$/, 'the name of a claim, such as "custom:tenant"');
  }
}
