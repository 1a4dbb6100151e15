import { CredentialsRefusedError } from '../../errors/index.js';
import { readOptions, wrongOption } from '../../tokens/option-checks.js';
import type { UserPrincipal } from '../../tokens/principal.js';
import { readClaimName } from '../credentials-options.js';

const MOST_TAGS = 50;
const TAG_NAME = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u;

/**
 * The session tags of a user.
 *
 * @param tags names of tags, with the claims they are taken from
 * @throws CredentialsRefusedError when the token lacks a claim, or it is no text that can be a tag: a session without
 *   the tag might be allowed what others are
 */
export function sessionTagsOf(
  { claims }: UserPrincipal,
  tags: ReadonlyMap<string, string>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...tags].map(([tag, claim]) => {
      const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
      if (typeof value === 'string' && TAG_VALUE.test(value)) return [tag, value];
      throw new CredentialsRefusedError(
        `The token has no claim "${claim}" that can be the session tag "${tag}": it must be a text of letters, digits, ` +
          'spaces and _ . : / = + - @, of 256 characters at most.',
      );
    }),
  );
}

/** @throws ConfigurationError that names the option, what was found and what to write */
export function readTags(value: unknown, path: string): ReadonlyMap<string, string> {
  if (value === undefined) return new Map();
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const given = readOptions(value, path, names);
  if (names.length > MOST_TAGS) throw wrongOption(path, `${names.length} tags`, `at most ${MOST_TAGS}`);
  const known = new Set<string>();
  for (const name of names) {
    if (!TAG_NAME.test(name) || known.has(name.toLowerCase())) {
      throw wrongOption(
        path,
        JSON.stringify(name),
        'names of tags, each once, that IAM takes (upper and lower case are one)',
      );
    }
    known.add(name.toLowerCase());
  }
  return new Map(
    Object.entries(given).map(([name, claim]) => [name, readClaimName(claim, `${path}.${name}`)]),
  );
}
