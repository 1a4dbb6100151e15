/** A word that somebody wrote by hand. Tokens and their parts have capitals and digits, and are longer. */
const PLAIN_WORD = /^[a-z]{2,20}(-[a-z]{1,20})*$/;
const LONGEST_WORD = 24;

/** Whether a word may be shown: one that cannot be a token. */
export function isPlainWord(text: string): boolean {
  return text.length <= LONGEST_WORD && PLAIN_WORD.test(text);
}
