/** Stands for `*` in a pattern: any number of characters, none included. */
export const ANY_CHARACTERS = Symbol('any characters');
/** Stands for `?` in a pattern: exactly one character. */
export const ONE_CHARACTER = Symbol('one character');

/** One character that stands for itself, or a wildcard. */
export type GlobToken = string | typeof ANY_CHARACTERS | typeof ONE_CHARACTER;

/** Reads `*` and `?` as wildcards. */
export function globTokens(text: string): GlobToken[] {
  return Array.from(text, (character) =>
    character === '*' ? ANY_CHARACTERS : character === '?' ? ONE_CHARACTER : character,
  );
}

/**
 * Whether the whole text fits the pattern. When a character does not fit, only the last `*` can help by taking one
 * more: an earlier one could reach no text that the last one cannot. So the time is at most pattern times text.
 */
export function globMatches(pattern: readonly GlobToken[], text: string): boolean {
  const characters = Array.from(text);
  let position = 0;
  let next = 0;
  let lastStar = -1;
  let takenByStar = 0;
  while (position < characters.length) {
    const token = pattern[next];
    if (token === ANY_CHARACTERS) {
      lastStar = next++;
      takenByStar = position;
    } else if (token !== undefined && (token === ONE_CHARACTER || token === characters[position])) {
      next++;
      position++;
    } else if (lastStar >= 0) {
      next = lastStar + 1;
      position = ++takenByStar;
    } else {
      return false;
    }
  }
  while (pattern[next] === ANY_CHARACTERS) next++;
  return next === pattern.length;
}
